import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ALL_READS } from '@portolan/plugin-traffic-engine';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const MANIFEST = resolve(__dirname, '../../../../docs/operating/rbac.yaml');

const roleSchema = z.object({
  kind: z.literal('ClusterRole'),
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      verbs: z.array(z.string()),
    }),
  ),
});

describe('the RBAC manifest of the documentation', () => {
  it('grants get, list and watch on exactly the kinds that are read', async () => {
    const documents = parseAllDocuments(await readFile(MANIFEST, 'utf8')).map(
      document => document.toJS(),
    );
    const [role] = documents.flatMap(document => {
      const parsed = roleSchema.safeParse(document);
      return parsed.success ? [parsed.data] : [];
    });
    const granted = role.rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap(group =>
        resources.map(resource => `${group}/${resource}`),
      ),
    );
    const read = ALL_READS.map(({ group, plural }) => `${group}/${plural}`);
    expect(granted.sort()).toEqual(read.sort());
    for (const { verbs } of role.rules) {
      expect(verbs).toEqual(['get', 'list', 'watch']);
    }
    expect(granted).not.toContain('/secrets');
  });
});
