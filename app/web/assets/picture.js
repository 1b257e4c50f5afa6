// SPDX-License-Identifier: MIT
// A fingerprint as a picture: its 32 bytes become an 8 by 8 pattern, mirrored, in two of its own colours. Two people compare
// the pictures first and the digits when it matters: pictures that look alike can be made, equal fingerprints cannot.
import { svg } from './dom.js';

export const FINGERPRINT = /\b[0-9a-f]{4}(?: [0-9a-f]{4}){15}\b/g;

export function picture(fingerprint) {
  const bytes = fingerprint.match(/[0-9a-f]{2}/g).map((pair) => parseInt(pair, 16));
  const hue = Math.round((bytes[0] / 256) * 360);
  const first = `hsl(${hue} 65% 40%)`;
  const second = `hsl(${(hue + 90 + bytes[1] % 180) % 360} 70% 62%)`;
  const image = svg('svg', { viewBox: '0 0 8 8', class: 'print', role: 'img', 'aria-label': `Picture of ${fingerprint}` });
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 4; column++) {
      const value = bytes[(row * 4 + column) % 32];
      if (value % 3 === 0) continue;
      const fill = value % 3 === 1 ? first : second;
      image.append(svg('rect', { x: column, y: row, width: 1, height: 1, fill }));
      image.append(svg('rect', { x: 7 - column, y: row, width: 1, height: 1, fill }));
    }
  }
  return image;
}
