// Prints the OpenAPI description of the traffic API into src/schema/openapi.yaml: `yarn openapi`
const { writeFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { stringify } = require('yaml');
const {
  createOpenApiDocument,
} = require('../src/openapi/createOpenApiDocument');

writeFileSync(
  resolve(__dirname, '../src/schema/openapi.yaml'),
  stringify(createOpenApiDocument(), { aliasDuplicateObjects: false }),
);
