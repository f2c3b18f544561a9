import {
  object,
  atomicList,
  keyedList,
  mapOf,
  setOf,
  str,
  int,
} from '../schema/build';
import { compareObjects, fieldsOf } from './compareObjects';
import { describeFieldPath, FieldSet } from './FieldSet';
import { mergeConfiguration, removeFields } from './mergeConfiguration';

const schema = object({
  replicas: int(),
  labels: mapOf(str()),
  hosts: atomicList(str()),
  finalizers: setOf(str()),
  ports: keyedList('port', object({ port: int(), name: str() })),
});

const value = {
  replicas: 2,
  labels: { a: '1' },
  hosts: ['x'],
  finalizers: ['f'],
  ports: [
    { port: 80, name: 'http' },
    { port: 443, name: 'https' },
  ],
};

describe('fields and their owners', () => {
  it('names entries of maps, items of keyed lists and sets, and atomic lists as a whole', () => {
    const fields = fieldsOf(schema, value);
    expect(fields.render()).toEqual({
      'f:replicas': {},
      'f:labels': { 'f:a': {} },
      'f:hosts': {},
      'f:finalizers': { 'v:"f"': {} },
      'f:ports': {
        'k:{"port":443}': { '.': {}, 'f:name': {}, 'f:port': {} },
        'k:{"port":80}': { '.': {}, 'f:name': {}, 'f:port': {} },
      },
    });
    expect(FieldSet.parse(fields.render()).paths().length).toBe(
      fields.paths().length,
    );
  });

  it('compares field by field, containers included where they come or go', () => {
    const after = {
      ...value,
      replicas: 3,
      labels: undefined,
      ports: [{ port: 80, name: 'web' }, { port: 90 }],
    };
    const { added, modified, removed } = compareObjects(schema, value, after);
    const text = (set: FieldSet) => set.paths().map(describeFieldPath).sort();
    expect(text(modified)).toEqual(['.ports[port=80].name', '.replicas']);
    expect(text(added)).toEqual(['.ports[port=90]', '.ports[port=90].port']);
    expect(text(removed)).toEqual([
      '.labels',
      '.labels.a',
      '.ports[port=443]',
      '.ports[port=443].name',
      '.ports[port=443].port',
    ]);
  });

  it('owns everything in what used to be empty', () => {
    expect(
      compareObjects(schema, {}, { labels: { a: '1' } }).added.render(),
    ).toEqual({ 'f:labels': { '.': {}, 'f:a': {} } });
  });

  it('merges maps and keyed lists, replaces atomic lists, joins sets', () => {
    expect(
      mergeConfiguration(schema, value, {
        labels: { b: '2' },
        hosts: ['y'],
        finalizers: ['g'],
        ports: [{ port: 443, name: 'tls' }, { port: 90 }],
      }),
    ).toEqual({
      replicas: 2,
      labels: { a: '1', b: '2' },
      hosts: ['y'],
      finalizers: ['f', 'g'],
      ports: [
        { port: 80, name: 'http' },
        { port: 443, name: 'tls' },
        { port: 90 },
      ],
    });
  });

  it('does not empty a map by applying an empty one', () => {
    expect(mergeConfiguration(schema, value, { labels: {} })).toEqual(value);
  });

  it('removes fields, items and containers that become empty', () => {
    const fields = FieldSet.parse({
      'f:labels': { 'f:a': {} },
      'f:ports': {
        'k:{"port":80}': { '.': {} },
        'k:{"port":443}': { 'f:name': {} },
      },
    });
    expect(removeFields(schema, { nested: value }, new FieldSet())).toEqual({
      nested: value,
    });
    const wrapped = object({ spec: schema });
    const inSpec = new FieldSet(
      fields.paths().map(path => ['f:spec', ...path]),
    );
    expect(removeFields(wrapped, { spec: value }, inSpec)).toEqual({
      spec: {
        replicas: 2,
        hosts: ['x'],
        finalizers: ['f'],
        ports: [{ port: 443 }],
      },
    });
  });
});
