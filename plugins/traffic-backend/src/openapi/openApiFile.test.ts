import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { createOpenApiDocument } from './createOpenApiDocument';

const FILE = resolve(__dirname, '../schema/openapi.yaml');

describe('src/schema/openapi.yaml', () => {
  it('says what the code does; `yarn openapi` prints it anew', () => {
    expect(parse(readFileSync(FILE, 'utf8'))).toEqual(createOpenApiDocument());
  });
});
