import type { KubeObject } from '../model/KubeObject';
import { applyJsonPatch } from './jsonPatch';
import { applyMergePatch } from './mergePatch';
import { applyStrategicMergePatch } from './strategicMergePatch';

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', finalizers: ['a', 'b'] },
  spec: {
    replicas: 1,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
    template: {
      spec: {
        containers: [
          {
            name: 'web',
            image: 'web:1',
            args: ['x', 'y'],
            env: [{ name: 'A', value: '1' }],
          },
          { name: 'side', image: 'side:1' },
        ],
      },
    },
  },
};

function containersOf(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result)).spec.template.spec.containers;
}

function patchContainers(containers: object[], more: object = {}): unknown {
  return containersOf(
    applyStrategicMergePatch(deployment, {
      spec: { template: { spec: { containers, ...more } } },
    }),
  );
}

describe('merge patch (RFC 7386)', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [['a', 'b'], ['c'], ['c']],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, expected) => {
    expect(applyMergePatch(target, patch)).toEqual(expected);
  });
});

describe('JSON patch (RFC 6902)', () => {
  it.each([
    [[{ op: 'add', path: '/b', value: 2 }], { a: [1, 2], b: 2 }],
    [[{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2] }],
    [[{ op: 'add', path: '/a/-', value: 9 }], { a: [1, 2, 9] }],
    [[{ op: 'remove', path: '/a/0' }], { a: [2] }],
    [[{ op: 'replace', path: '/a', value: 0 }], { a: 0 }],
    [[{ op: 'copy', from: '/a/0', path: '/x~1y' }], { a: [1, 2], 'x/y': 1 }],
    [[{ op: 'move', from: '/a', path: '/b' }], { b: [1, 2] }],
    [[{ op: 'test', path: '/a/1', value: 2 }], { a: [1, 2] }],
  ])('%j', (patch, expected) => {
    expect(applyJsonPatch({ a: [1, 2] }, patch)).toEqual(expected);
  });

  it.each([
    [[{ op: 'remove', path: '/none' }], 'the path /none does not exist'],
    [[{ op: 'test', path: '/a', value: 1 }], 'testing value /a failed'],
    [[{ op: 'add', path: '/a/9', value: 1 }], 'out of bounds'],
    [[{ op: 'move', path: '/a' }], 'needs "from"'],
    [{ op: 'add' }, 'no JSON patch'],
  ])('refuses %j', (patch, message) => {
    expect(() => applyJsonPatch({ a: [1, 2] }, patch)).toThrow(message);
  });
});

describe('strategic merge patch', () => {
  it('merges list items by their keys, at any depth', () => {
    expect(
      patchContainers([{ name: 'web', env: [{ name: 'B', value: '2' }] }]),
    ).toEqual([
      {
        name: 'web',
        image: 'web:1',
        args: ['x', 'y'],
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      { name: 'side', image: 'side:1' },
    ]);
  });

  it('deletes, replaces and orders items as directed', () => {
    expect(patchContainers([{ name: 'web', $patch: 'delete' }])).toEqual([
      { name: 'side', image: 'side:1' },
    ]);
    expect(
      patchContainers([{ $patch: 'replace' }, { name: 'new', image: 'n' }]),
    ).toEqual([{ name: 'new', image: 'n' }]);
    expect(
      patchContainers([{ name: 'third', image: 't' }], {
        '$setElementOrder/containers': [
          { name: 'third' },
          { name: 'side' },
          { name: 'web' },
        ],
      }),
    ).toMatchObject([{ name: 'third' }, { name: 'side' }, { name: 'web' }]);
  });

  it('replaces lists that are atomic', () => {
    expect(patchContainers([{ name: 'web', args: ['z'] }])).toMatchObject([
      { args: ['z'] },
      { name: 'side' },
    ]);
  });

  it('joins sets, deletes from them, drops fields and keeps only what $retainKeys says', () => {
    const result = applyStrategicMergePatch(deployment, {
      metadata: {
        finalizers: ['c'],
        '$deleteFromPrimitiveList/finalizers': ['a'],
      },
      spec: {
        replicas: null,
        strategy: { $retainKeys: ['type'], type: 'Recreate' },
      },
    });
    expect(result).toMatchObject({
      metadata: { finalizers: ['b', 'c'] },
      spec: { strategy: { type: 'Recreate' } },
    });
    expect(JSON.stringify(result)).not.toContain('replicas');
    expect(JSON.stringify(result)).not.toContain('rollingUpdate');
  });

  it('refuses lists and kinds that it would merge wrongly', () => {
    expect(() =>
      applyStrategicMergePatch(deployment, { spec: { unheard: [{ a: 1 }] } }),
    ).toThrow('does not know how the list unheard merges');
    expect(() => patchContainers([{ image: 'x' }])).toThrow(
      'does not contain declared merge key: name',
    );
    expect(() =>
      applyStrategicMergePatch(
        { apiVersion: 'v1', kind: 'Unheard', metadata: {} },
        {},
      ),
    ).toThrow('does not know how the lists of Unheard');
  });
});
