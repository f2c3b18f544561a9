import { z } from 'zod';
import { readCases } from '../conformance/readCases';
import { validateManifest } from './validateManifest';

const caseSchema = z.object({
  id: z.string(),
  unresolved: z.boolean().default(false),
  docs: z.array(z.looseObject({ kind: z.string() })),
  expected: z.object({ valid: z.boolean() }),
});

const WRITTEN = ['HTTPRoute', 'ReferenceGrant'];

/**
 * Cases that answer otherwise here, each with its reason. The schema is the standard channel's; a file of the experimental
 * channel may use fields that a standard cluster would drop or refuse.
 */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'cel/TestHTTPRouteParentRefExperimental/valid because duplicate parent refs with different ports':
    'The standard channel tells parentRefs apart by sectionName alone.',
  'cel/TestHTTPRouteRule/valid httpRoute with duplicate ExtensionRef filters':
    'The case lacks the required group; the program it comes from writes the empty one.',
};

const cases = readCases('gateway-api-validation.jsonl')
  ?.map(line => caseSchema.parse(line))
  .filter(({ unresolved }) => !unresolved)
  .filter(({ docs }) => docs.some(({ kind }) => WRITTEN.includes(kind)));

const refusalsOf = ({ docs }: z.infer<typeof caseSchema>) =>
  docs
    .filter(({ kind }) => WRITTEN.includes(kind))
    .flatMap(doc => validateManifest(doc));

(cases ? describe : describe.skip)('manifests of the specification', () => {
  it('are accepted or refused as the API does', () => {
    const wrong = (cases ?? [])
      .filter(item => !(item.id in DIFFERENCES))
      .filter(item => (refusalsOf(item).length === 0) !== item.expected.valid)
      .map(item => ({ id: item.id, refusals: refusalsOf(item) }));
    expect(wrong).toEqual([]);
  });

  it('names the field of every refusal', () => {
    const unnamed = (cases ?? [])
      .flatMap(refusalsOf)
      .filter(({ path }) => path === '');
    expect(unnamed).toEqual([]);
  });
});
