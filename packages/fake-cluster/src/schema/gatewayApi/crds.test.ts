import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifestFile } from '../../fixtures/readManifests';
import { gatewayApiResources } from '../../model/gatewayApiResources';
import { resourceFromCrd } from '../../model/resourceFromCrd';
import { schemaOf } from '../../model/ResourceType';
import type { Schema } from '../Schema';

/** Beside the checkout, unless named; never copied into it. */
const CRDS =
  process.env.PORTOLAN_CRDS ??
  resolve(__dirname, '../../../../../../shared/crds');
const STANDARD = join(CRDS, 'gateway-api-standard');
const present = existsSync(STANDARD);

if (!present) {
  process.stderr.write(
    `\nNOT COMPARED: our Gateway API schemas with the project's CustomResourceDefinitions, because ${STANDARD} is not there. Set PORTOLAN_CRDS to a folder that holds gateway-api-standard/.\n`,
  );
}

/** What the server acts on, without absent fields, so that differences read well. */
function comparable(schema: Schema | undefined): unknown {
  return schema && JSON.parse(JSON.stringify(schema));
}

/** The root names the parts that every object has; ours leaves these to the server. */
function withoutHead(schema: Schema | undefined): Schema | undefined {
  if (!schema?.properties) return schema;
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    ...properties
  } = schema.properties;
  return { ...schema, properties };
}

/** Ours leaves patterns and bounds of a few free texts to the real server; everything else must agree. */
function withoutBounds(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, field) =>
    ['pattern', 'minLength', 'maxLength', 'maximum', 'minimum'].includes(key) &&
    typeof field !== 'object'
      ? undefined
      : field,
  );
}

(present ? describe : describe.skip)(
  'our schemas beside the CustomResourceDefinitions',
  () => {
    it.each(gatewayApiResources.map(type => [type.plural, type] as const))(
      '%s: fields, types, defaults, required fields and list keys agree',
      async (plural, type) => {
        const [crd] = await readManifestFile(
          join(STANDARD, `gateway.networking.k8s.io_${plural}.yaml`),
        );
        const real = resourceFromCrd(crd);
        expect(withoutBounds(comparable(schemaOf(type, 'v1')))).toEqual(
          withoutBounds(comparable(withoutHead(schemaOf(real, 'v1')))),
        );
        expect({
          shortNames: type.shortNames,
          categories: type.categories,
          namespaced: type.namespaced,
          singular: type.singular,
          listKind: type.listKind,
          status: type.statusSubresource,
        }).toEqual({
          shortNames: real.shortNames,
          categories: real.categories,
          namespaced: real.namespaced,
          singular: real.singular,
          listKind: real.listKind,
          status: real.statusSubresource,
        });
      },
    );
  },
);
