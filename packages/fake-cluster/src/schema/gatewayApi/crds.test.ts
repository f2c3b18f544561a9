import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readManifestFile } from '../../fixtures/readManifests';
import { gatewayApiResources } from '../../model/gatewayApiResources';
import { resourceFromCrd } from '../../model/resourceFromCrd';
import { schemaOf } from '../../model/ResourceType';
import { HTTPROUTES, httpRoute } from '../../testing/manifests';
import { startTestCluster } from '../../testing/TestCluster';
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

    it('are replaced by the CustomResourceDefinitions that a cluster is given', async () => {
      const test = await startTestCluster({
        crds: 'none',
        crdFiles: ['httproutes', 'referencegrants'].map(plural =>
          join(STANDARD, `gateway.networking.k8s.io_${plural}.yaml`),
        ),
        objects: [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
        ],
      });
      try {
        const strict = '?fieldValidation=Strict';
        const bogus = await test.admin.send('POST', `${HTTPROUTES}${strict}`, {
          body: httpRoute('a', { spec: { bogus: 1 } }),
        });
        expect(bogus.status).toBe(400);
        const created = await test.admin.send(
          'POST',
          `${HTTPROUTES}${strict}`,
          { body: httpRoute('a') },
        );
        expect(created.body.spec).toMatchObject({
          rules: [{ matches: [{ path: { value: '/' } }] }],
        });
        const applied = await test.admin.send(
          'PATCH',
          `${HTTPROUTES}/b?fieldManager=portolan`,
          {
            body: httpRoute('b'),
            contentType: 'application/apply-patch+yaml',
          },
        );
        expect(applied.status).toBe(201);
        const gateways = await test.admin.get(
          '/apis/gateway.networking.k8s.io/v1/gateways',
        );
        expect(gateways.status).toBe(404);
      } finally {
        await test.stop();
      }
    });
  },
);
