import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { createOpenApiDocument } from './createOpenApiDocument';

const FILE = resolve(__dirname, '../schema/openapi.yaml');

describe('src/schema/openapi.yaml', () => {
  it('says what the code does; `node dev/printOpenApi.cjs` prints it anew', () => {
    expect(parse(readFileSync(FILE, 'utf8'))).toEqual(createOpenApiDocument());
  });
});
