import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALL_READS } from '@portolan/plugin-traffic-engine';
import { parseAllDocuments, type Document } from 'yaml';

const DOCS = resolve(__dirname, '../../../../docs/operating');
const MANIFEST = resolve(DOCS, 'rbac.yaml');
const CERTIFICATES = resolve(DOCS, 'rbac-certificates.yaml');

/** One rule per group, in the order in which the kinds are read. */
function rulesOfReads() {
  const groups = [...new Set(ALL_READS.map(({ group }) => group))].sort();
  return groups.map(group => ({
    apiGroups: [group],
    resources: ALL_READS.filter(kind => kind.group === group)
      .map(({ plural }) => plural)
      .sort(),
    verbs: ['get', 'list', 'watch'],
  }));
}

function readManifest(file = MANIFEST): Document.Parsed[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  return 'empty' in documents ? [] : documents;
}

function roleOf(documents: readonly Document.Parsed[]) {
  return documents.find(document => document.get('kind') === 'ClusterRole');
}

describe('the RBAC manifest of the documentation', () => {
  it('grants get, list and watch on exactly the kinds that are read (PORTOLAN_UPDATE_RBAC=1 writes it anew)', () => {
    if (process.env.PORTOLAN_UPDATE_RBAC) {
      const documents = readManifest();
      roleOf(documents)?.set('rules', rulesOfReads());
      writeFileSync(MANIFEST, documents.map(String).join(''));
    }
    const rules = roleOf(readManifest())?.toJS().rules;
    expect(rules).toEqual(rulesOfReads());
  });

  it('grants no Secret', () => {
    expect(JSON.stringify(roleOf(readManifest()))).not.toContain('secrets');
  });

  it('leaves Secrets to a role of their own, which may list and watch them and nothing else', () => {
    expect(roleOf(readManifest(CERTIFICATES))?.toJS().rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'] },
    ]);
  });
});
