import fc from 'fast-check';
import { LineCounter, parseAllDocuments, stringify } from 'yaml';
import { fieldOffset } from './fieldOffset';
import { parseText } from './parseText';
import { sliceDocuments } from './sliceDocuments';
import { sliceItems } from './sliceItems';

/** Texts of many forms: with dashes, colons, comments and several lines in them. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '- a\n- b\n',
    'items:\n- a: 1\n',
    '---\nkind: x\n',
    '# no comment',
    'a\n\n  - b\n---\n',
    '...',
    '%YAML 1.2',
  ),
);

const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('a', 'b.c/d', 'items', 'list', '- x'),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
  ),
}));

const object = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constantFrom('Service', 'ConfigMap'),
  spec: value,
});

const list = fc.record({
  apiVersion: fc.constant('v1'),
  items: fc.array(fc.oneof(object, value), { minLength: 1, maxLength: 4 }),
  kind: fc.constant('List'),
  metadata: fc.constantFrom(null, { resourceVersion: '' }),
});

const document = fc
  .tuple(
    fc.oneof(object, list),
    fc.boolean(),
    fc.constantFrom(20, 80),
    fc.constantFrom('', '# first\n', '\n\n'),
  )
  .map(
    ([content, indentSeq, lineWidth, before]) =>
      `${before}${stringify(content, { indentSeq, lineWidth })}`,
  );

/** What the documents of a text are, and the line of each item of a List, with the whole tree at hand. */
function readWhole(whole: string) {
  const counter = new LineCounter();
  return [...parseAllDocuments(whole, { lineCounter: counter, merge: true })]
    .filter(({ errors }) => errors.length === 0)
    .map(parsed => ({ parsed, read: parsed.toJS() }))
    .filter(({ read }) => read !== null)
    .map(({ parsed, read }) => ({
      value: read,
      lines: pathsOf(read).map(({ root, path }) => {
        const offset = fieldOffset(parsed, root, path);
        return offset === undefined ? undefined : counter.linePos(offset).line;
      }),
    }));
}

function pathsOf(read: unknown) {
  const items =
    typeof read === 'object' && read !== null && 'items' in read
      ? read.items
      : undefined;
  return [
    { root: [], path: '' },
    { root: [], path: 'kind' },
    ...(Array.isArray(items) ? items : []).flatMap((_, index) => [
      { root: ['items', index], path: '' },
      { root: ['items', index], path: 'spec' },
    ]),
  ];
}

function readInPieces(whole: string) {
  return parseText({ text: whole }).documents.map(parsed => ({
    value: parsed.value,
    lines: pathsOf(parsed.value).map(({ root, path }) =>
      parsed.originAt(root).lineOf?.(path),
    ),
  }));
}

describe('the documents of a text', () => {
  it('are the same, at the same lines, read in pieces or as a whole', () => {
    fc.assert(
      fc.property(
        fc.array(document, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('---\n', '--- # next\n', '...\n---\n'),
        fc.constantFrom('\n', '\r\n'),
        (documents, between, lineEnd) => {
          const whole = documents.join(between).replaceAll('\n', lineEnd);
          expect(readInPieces(whole)).toEqual(readWhole(whole));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('are at the same lines in JSON', () => {
    fc.assert(
      fc.property(list, fc.constantFrom(0, 2, 4), (content, indent) => {
        const whole = JSON.stringify(content, null, indent);
        expect(readInPieces(whole)).toEqual(readWhole(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('are read item by item in the form of kubectl', () => {
    const dump = [
      'apiVersion: v1',
      'items:',
      '- apiVersion: v1',
      '  data:',
      '    a: |',
      '      items:',
      '      - b',
      '# between',
      '- kind: Service',
      'kind: List',
      'metadata:',
      '  resourceVersion: ""',
      '',
    ].join('\n');
    expect(sliceItems(dump)).toEqual({
      rest: 'apiVersion: v1\nkind: List\nmetadata:\n  resourceVersion: ""\n',
      items: [
        {
          text: '  apiVersion: v1\n  data:\n    a: |\n      items:\n      - b\n# between\n',
          line: 3,
        },
        { text: '  kind: Service\n', line: 9 },
      ],
    });
  });

  it('are read whole where one item stands for another, and where one is broken', () => {
    const shared = 'kind: List\nitems:\n- &a { kind: A }\n- *a\n';
    expect(parseText({ text: shared })).toMatchObject({
      documents: [{ value: { items: [{ kind: 'A' }, { kind: 'A' }] } }],
      problems: [],
    });
    const broken = 'kind: List\nitems:\n- kind: A\n- kind: [\nmore: x\n';
    expect(parseText({ text: broken })).toMatchObject({
      documents: [],
      problems: [{ severity: 'error' }],
    });
  });

  it('stay together under a directive', () => {
    const directed = '%TAG ! tag:example.com,2000:\n---\na: 1\n---\nb: 2\n';
    expect(sliceDocuments(directed)).toEqual([{ text: directed, line: 1 }]);
    expect(readInPieces(directed).map(({ value: read }) => read)).toEqual([
      { a: 1 },
      { b: 2 },
    ]);
  });
});
