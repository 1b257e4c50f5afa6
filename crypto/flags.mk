# Compiler flags of single files: an engine that uses an extension of the instruction set is compiled with it, and nothing
# else is. On another machine than x86-64 there are no such flags, and these files give an engine that says 'unavailable'.
# The order of the xors is the table engine's point: the compiler would make a chain of the tree.
O3 := $(if $(SANITIZE),,-O3) # with sanitizers the compiler would take minutes
CFLAGS_crypto/des/des_table := -fno-tree-reassoc
CFLAGS_crypto/des/des_slice64 := $(O3)
CFLAGS_crypto/des/des_keysearch_64 := $(O3)
CFLAGS_crypto/aes/aes_ct_rounds := $(O3)
ifeq ($(firstword $(subst -, ,$(shell $(CC) -dumpmachine))),x86_64)
CFLAGS_crypto/des/des_slice_avx2 := -mavx2 $(O3)
CFLAGS_crypto/des/des_slice_avx512 := -mavx512f -mavx512bw -mavx512dq -mavx512vl $(O3)
CFLAGS_crypto/des/des_slice_gfni := -mavx512f -mavx512bw -mavx512dq -mavx512vl -mgfni $(O3)
CFLAGS_crypto/des/des_keysearch_avx2 := -mavx2 $(O3)
CFLAGS_crypto/des/des_keysearch_avx512 := -mavx512f -mavx512bw -mavx512dq -mavx512vl $(O3)
AES_NI := -maes -msse4.1
CFLAGS_crypto/aes/aes_ni      := $(AES_NI)
CFLAGS_crypto/aes/aes_ni_key  := $(AES_NI)
CFLAGS_crypto/aes/aes_ni_many := $(AES_NI)
VAES := $(AES_NI) -mvaes -mavx512f -mavx512bw -mavx512dq -mavx512vl
CFLAGS_crypto/aes/aes_vaes      := $(VAES)
CFLAGS_crypto/aes/aes_vaes_many := $(VAES)
CFLAGS_crypto/hash/sha1_ni := -msha -mavx
CFLAGS_crypto/hash/sha256_ni := -msha -mavx -fno-schedule-insns2
CFLAGS_crypto/hash/sha256_ni_iterate := -msha -mavx -fno-schedule-insns2
CFLAGS_crypto/hash/sha512_bmi2 := -mavx2 -mbmi -mbmi2 -fno-tree-reassoc
# Assembly that needs nearly every register, also where a sanitizer wants some.
CFLAGS_crypto/ec/p256_mulx := -mbmi2 -madx -mavx2 $(O3) -fomit-frame-pointer
CFLAGS_crypto/hash/sha256_x16 := -mavx512f -mavx512bw $(O3) -fno-tree-reassoc -fno-schedule-insns2
IFMA := -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512ifma
CFLAGS_crypto/ec/p256_ifma := $(IFMA)
CFLAGS_crypto/ec/p256_ifma_base := $(IFMA) -mbmi2 -madx -mavx2 -fomit-frame-pointer
CFLAGS_crypto/rsa/ifma_power := $(IFMA) $(O3)
CFLAGS_crypto/ec/p256_ifma_invert := $(IFMA) $(O3)
CFLAGS_crypto/ec/p256_ifma_ladder := $(IFMA) $(O3) -fschedule-insns
endif
CFLAGS_crypto/ec/p256_portable := $(O3)
CFLAGS_crypto/ec/invert := $(O3)
CFLAGS_crypto/ec/mont_field := $(O3)
