// SPDX-License-Identifier: MIT
// The schema, and every statement, in one place. INDEXED BY stands where SQLite, which knows no numbers of a
// young file, would walk through all messages of a room. Values only ever come in as bound parameters.
#include "net/glasslock/server_store_impl.h"

const char store_schema[] =
    "CREATE TABLE people ("
    "  name TEXT PRIMARY KEY, guest INTEGER NOT NULL, banned INTEGER NOT NULL DEFAULT 0,"
    "  password TEXT NOT NULL, card_hash BLOB NOT NULL, card BLOB NOT NULL, since INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE UNIQUE INDEX people_letters ON people (name COLLATE NOCASE) WHERE guest = 0;"
    "CREATE TABLE rooms ("
    "  id BLOB PRIMARY KEY, salt BLOB NOT NULL, recipe INTEGER NOT NULL, pair INTEGER NOT NULL,"
    "  title TEXT NOT NULL, founder TEXT NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE INDEX rooms_pairs ON rooms (founder, title) WHERE pair = 1;"
    "CREATE TABLE members ("
    "  room BLOB NOT NULL REFERENCES rooms ON DELETE CASCADE, name TEXT NOT NULL, state INTEGER NOT NULL,"
    "  card_hash BLOB NOT NULL, inviter TEXT NOT NULL, invitation BLOB NOT NULL, joined INTEGER NOT NULL,"
    "  PRIMARY KEY (room, name)"
    ") WITHOUT ROWID;"
    "CREATE INDEX members_name ON members (name);"
    "CREATE TABLE epochs ("
    "  room BLOB NOT NULL REFERENCES rooms ON DELETE CASCADE, epoch INTEGER NOT NULL, recipe INTEGER NOT "
    "NULL,"
    "  roster BLOB NOT NULL, maker TEXT NOT NULL, PRIMARY KEY (room, epoch)"
    ") WITHOUT ROWID;"
    "CREATE TABLE wraps ("
    "  room BLOB NOT NULL, epoch INTEGER NOT NULL, name TEXT NOT NULL, wrapped BLOB NOT NULL,"
    "  PRIMARY KEY (room, epoch, name), FOREIGN KEY (room, epoch) REFERENCES epochs ON DELETE CASCADE"
    ") WITHOUT ROWID;"
    "CREATE INDEX wraps_name ON wraps (name, room);"
    "CREATE TABLE messages ("
    "  room BLOB NOT NULL REFERENCES rooms ON DELETE CASCADE, sequence INTEGER NOT NULL,"
    "  time INTEGER NOT NULL, sender TEXT NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL,"
    "  message BLOB NOT NULL, PRIMARY KEY (room, sequence)"
    ") WITHOUT ROWID;"
    "CREATE INDEX messages_sender ON messages (room, sender, counter);"
    "CREATE TABLE receipts ("
    "  author TEXT NOT NULL, room BLOB NOT NULL REFERENCES rooms ON DELETE CASCADE, reader TEXT NOT NULL,"
    "  kind INTEGER NOT NULL, epoch INTEGER NOT NULL, counter INTEGER NOT NULL, mac BLOB NOT NULL,"
    "  PRIMARY KEY (author, room, reader, kind)"
    ") WITHOUT ROWID;"
    "CREATE INDEX receipts_room ON receipts (room);"
    "CREATE TABLE friends ("
    "  asker TEXT NOT NULL, asked TEXT NOT NULL, accepted INTEGER NOT NULL, PRIMARY KEY (asker, asked)"
    ") WITHOUT ROWID;"
    "CREATE INDEX friends_asked ON friends (asked);"
    // The lobby: sixteen zero bytes, recipe strong, nobody founded it.
    "INSERT INTO rooms VALUES (zeroblob(16), zeroblob(16), 1, 0, 'lobby', '');";

// What store_room_from() reads.
#define ROOM_COLUMNS                                                                                         \
    "r.id, r.salt, r.recipe, r.pair, r.title, r.founder,"                                                    \
    " ifnull((SELECT max(sequence) FROM messages WHERE room = r.id), 0),"                                    \
    " ifnull((SELECT max(epoch) FROM epochs WHERE room = r.id), 0)"
#define LATEST "(SELECT max(epoch) FROM epochs WHERE room = r.id)"
#define ROOM_FROM                                                                                            \
    ", e.recipe, e.roster FROM rooms r LEFT JOIN epochs e ON e.room = r.id AND e.epoch = " LATEST " "
// What store_member_from() reads.
#define MEMBER_COLUMNS "m.name, m.inviter, m.card_hash, m.invitation, m.state, m.name = r.founder, m.joined"
#define GUESTS         "(SELECT name FROM people WHERE guest = 1)"
#define GUEST_ROWS     "name IN " GUESTS
#define HAS_SPOKEN                                                                                           \
    "EXISTS (SELECT 1 FROM rooms r JOIN messages m INDEXED BY messages_sender ON m.room = r.id AND "         \
    "m.sender = people.name)"

const char *const store_sql[STATEMENTS] = {
    [S_BEGIN] = "BEGIN IMMEDIATE",
    [S_COMMIT] = "COMMIT",
    [S_ROLLBACK] = "ROLLBACK",

    [S_PERSON_TAKEN] = "SELECT 1 FROM people WHERE name = ?1 COLLATE NOCASE AND guest = 0",
    [S_PERSON_PUT] = "INSERT OR REPLACE INTO people (name, guest, password, card_hash, card, since)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [S_PERSON_FIND] = "SELECT name, guest, banned, password, card_hash FROM people WHERE name = ?1",
    [S_PERSON_CARD] = "SELECT card FROM people WHERE name = ?1",
    [S_PERSON_PUBLISH] = "UPDATE people SET card_hash = ?2, card = ?3 WHERE name = ?1 AND guest = 0",
    [S_MEMBERS_PUBLISH] = "UPDATE members SET card_hash = ?2 WHERE name = ?1 AND state != 3",
    [S_PERSON_BAN] = "UPDATE people SET banned = ?2 WHERE name = ?1 AND guest = 0",
    [S_PEOPLE] = "SELECT name, guest, banned, password, card_hash, (SELECT count(*) FROM members WHERE name ="
                 " people.name AND state = 2 AND room != zeroblob(16)) FROM people ORDER BY name",
    [S_GUEST_MEMBERS_DROP] = "DELETE FROM members WHERE name = ?1 AND " GUEST_ROWS,
    [S_GUEST_WRAPS_DROP] = "DELETE FROM wraps WHERE name = ?1 AND " GUEST_ROWS,
    [S_GUEST_RECEIPTS_DROP] = "DELETE FROM receipts WHERE author = ?1 AND author IN " GUESTS,
    [S_GUEST_DROP] = "DELETE FROM people WHERE name = ?1 AND guest = 1 AND NOT " HAS_SPOKEN,
    [S_GUESTS_MEMBERS_DROP] = "DELETE FROM members WHERE " GUEST_ROWS,
    [S_GUESTS_WRAPS_DROP] = "DELETE FROM wraps WHERE " GUEST_ROWS,
    [S_GUESTS_RECEIPTS_DROP] = "DELETE FROM receipts WHERE author IN " GUESTS,
    [S_GUESTS_DROP] = "DELETE FROM people WHERE guest = 1 AND NOT " HAS_SPOKEN,

    [S_ROOM_ADD] =
        "INSERT INTO rooms (id, salt, recipe, pair, title, founder) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [S_ROOM_FIND] = "SELECT " ROOM_COLUMNS ROOM_FROM "WHERE r.id = ?1",
    [S_ROOM_RECIPE] = "UPDATE rooms SET recipe = ?2 WHERE id = ?1",
    [S_ROOM_DROP] = "DELETE FROM rooms WHERE id = ?1 AND id != zeroblob(16) AND NOT EXISTS"
                    " (SELECT 1 FROM members WHERE room = ?1 AND state = 2)",
    [S_ROOMS_OF] = "SELECT " ROOM_COLUMNS ROOM_FROM "JOIN members m ON m.room = r.id WHERE m.name = ?1 AND"
                   " m.state = ?2 ORDER BY r.id",
    [S_ROOMS] = "SELECT " ROOM_COLUMNS ROOM_FROM "ORDER BY r.id",
    [S_PAIR_FIND] = "SELECT id FROM rooms WHERE pair = 1 AND"
                    " (founder = ?1 AND title = ?2 OR founder = ?2 AND title = ?1)",

    [S_MEMBER_PUT] =
        "INSERT OR REPLACE INTO members (room, name, state, card_hash, inviter, invitation, joined)"
        " SELECT ?1, name, ?3, card_hash, ?4, ?5,"
        " ifnull((SELECT max(sequence) FROM messages WHERE room = ?1), 0)"
        " FROM people WHERE name = ?2",
    [S_MEMBER_INVITATION] =
        "UPDATE members SET inviter = ?3, invitation = ?4 WHERE room = ?1 AND name = ?2 AND"
        " state = 2",
    [S_MEMBER_ACCEPT] = "UPDATE members SET state = 2, joined = ifnull((SELECT max(sequence) FROM messages"
                        " WHERE room = ?1), 0) WHERE room = ?1 AND name = ?2 AND state = 1",
    [S_MEMBER_GONE] = "UPDATE members SET state = 3 WHERE room = ?1 AND name = ?2 AND state != 3",
    [S_MEMBER_WRAPS_DROP] = "DELETE FROM wraps INDEXED BY wraps_name WHERE name = ?2 AND room = ?1",
    // Who is gone is listed only for those who came by its invitation.
    [S_MEMBERS_TIDY] =
        "DELETE FROM members WHERE room = ?1 AND state = 3 AND NOT EXISTS (SELECT 1 FROM members"
        " m WHERE m.room = ?1 AND m.inviter = members.name AND m.name != members.name)",
    [S_MEMBER_FIND] = "SELECT " MEMBER_COLUMNS " FROM members m JOIN rooms r ON r.id = m.room"
                      " WHERE m.room = ?1 AND m.name = ?2",
    [S_MEMBERS] = "SELECT " MEMBER_COLUMNS " FROM members m JOIN rooms r ON r.id = m.room"
                  " WHERE m.room = ?1 ORDER BY m.state = 3, m.name",
    [S_COUNT_MEMBERS] = "SELECT count(*) FROM members WHERE room = ?1 AND state != 3",
    [S_COUNT_ROOMS] = "SELECT count(*) FROM members WHERE name = ?1 AND state != 3 AND room != zeroblob(16)",

    [S_EPOCH_ADD] = "INSERT INTO epochs (room, epoch, recipe, roster, maker) VALUES (?1, ?2, ?3, ?4, ?5)",
    [S_WRAP_ADD] = "INSERT INTO wraps (room, epoch, name, wrapped) VALUES (?1, ?2, ?3, ?4)",
    // Numbers of epochs and messages grow together: what is before the first kept message's epoch, or after
    // the last one's and not the latest, opens nothing.
    [S_EPOCHS_TIDY] =
        "DELETE FROM epochs WHERE room = ?1 AND epoch < ?2 AND (epoch < ifnull((SELECT epoch FROM messages"
        " WHERE room = ?1 ORDER BY sequence LIMIT 1), ?2) OR epoch > ifnull((SELECT epoch FROM messages"
        " WHERE room = ?1 ORDER BY sequence DESC LIMIT 1), 0))",
    [S_EPOCHS] = "SELECT e.epoch, e.recipe, e.roster, e.maker, w.wrapped FROM wraps w JOIN epochs e"
                 " ON e.room = w.room AND e.epoch = w.epoch WHERE w.room = ?1 AND w.name = ?2 AND w.epoch"
                 " BETWEEN ?3 AND ?4 ORDER BY w.epoch",

    [S_MESSAGE_SAME] = "SELECT sequence, time FROM messages INDEXED BY messages_sender WHERE room = ?1 AND"
                       " sender = ?2 AND counter = ?3 AND message = ?4",
    [S_MESSAGE_ADD] = "INSERT INTO messages (room, sequence, time, sender, epoch, counter, message)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [S_MESSAGES_TRIM] = "DELETE FROM messages WHERE room = ?1 AND sequence <= ?2",
    [S_MESSAGES] = "SELECT sequence, time, sender, epoch, counter, message FROM messages WHERE room = ?1 AND"
                   " sequence > max(?3, (SELECT joined FROM members WHERE room = ?1 AND name = ?2 AND state ="
                   " 2)) ORDER BY sequence",

    [S_RECEIPT_PUT] = "INSERT OR REPLACE INTO receipts (author, room, reader, kind, epoch, counter, mac)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [S_RECEIPTS] = "SELECT reader, kind, epoch, counter, mac FROM receipts WHERE author = ?1 AND room = ?2",
    [S_RECEIPTS_DROP] = "DELETE FROM receipts WHERE author = ?1 AND room = ?2",

    [S_FRIEND_FIND] = "SELECT asker, accepted FROM friends WHERE asker = ?1 AND asked = ?2 OR asker = ?2 AND"
                      " asked = ?1",
    [S_FRIEND_DROP] = "DELETE FROM friends WHERE asker = ?1 AND asked = ?2 OR asker = ?2 AND asked = ?1",
    [S_FRIEND_PUT] = "INSERT INTO friends (asker, asked, accepted) VALUES (?1, ?2, ?3)",
    [S_FRIENDS] = "SELECT asker, asked, accepted FROM friends WHERE asker = ?1 OR asked = ?1"
                  " ORDER BY asker = ?1, asker, asked",
};
