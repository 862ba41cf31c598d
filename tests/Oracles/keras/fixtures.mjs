import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// Writes text to Fixtures/name.gz. The same text gives the same bytes: there is no time in them.
export function write(name, text) {
  writeFileSync(new URL(`../../Fixtures/${name}.gz`, import.meta.url), gzipSync(text, { level: 9 }));
}
