import type { ObjectRef, RouteVerdict } from '@portolan/plugin-traffic-common';
import { refTo } from '../../model/refs';
import { compareText } from '../../snapshot/compareText';
import type { SnapshotIndex } from '../../snapshot/ClusterSnapshot';
import { groupBy } from '../../snapshot/groupBy';
import {
  isRecord,
  readFlag,
  readList,
  readNumber,
  readRecord,
  readText,
  type UnknownRecord,
} from '../../snapshot/read';
import { TCPS } from './kinds';

/** One port that one frontend of a TCP object listens on. */
export interface TcpBind {
  readonly id: string;
  readonly object: ObjectRef;
  readonly createdAt: string;
  /** Of the frontend in `spec`, and of the bind in it. */
  readonly index: number;
  readonly bindIndex: number;
  /** `spec[0]`. */
  readonly path: string;
  readonly entry: UnknownRecord;
  readonly frontend: string;
  readonly address: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly certificate: string | null;
  readonly door: RouteVerdict;
}

const SERVING: RouteVerdict = { state: 'serving', reasons: [] };

/**
 * All ports of all TCP objects. Of several frontends of one name, or with one address and port, HAProxy gets that of the oldest
 * object alone.
 */
export const tcpView: SnapshotIndex<readonly TcpBind[]> = {
  name: 'HAProxy TCP',
  reads: TCPS,
  build: snapshot => {
    const binds = TCPS.flatMap(kind => snapshot.list(kind)).flatMap(object => {
      const entries = Array.isArray(object.spec) ? object.spec : [];
      return entries.flatMap((entry, index) =>
        readBinds({
          object: refTo(snapshot.cluster, object),
          createdAt: object.metadata.creationTimestamp ?? '',
          index,
          path: `spec[${index}]`,
          entry: isRecord(entry) ? entry : {},
        }),
      );
    });
    const byName = groupBy(binds, ({ frontend }) => frontend);
    const byPlace = groupBy(binds, ({ address, port }) => `${address}|${port}`);
    const lost = new Map<string, RouteVerdict>();
    for (const rivals of [...byName.values(), ...byPlace.values()]) {
      const [first, ...others] = [...rivals].sort(byAge);
      for (const other of others) {
        if (!isOfOne(first, other)) {
          const isKnown =
            first.createdAt !== '' &&
            other.createdAt !== '' &&
            first.createdAt !== other.createdAt;
          lost.set(
            frontendKey(other),
            isKnown ? taken(first) : ageNotKnown(first),
          );
          if (!isKnown) {
            lost.set(frontendKey(first), ageNotKnown(other));
          }
        }
      }
    }
    return binds.map(bind => ({
      ...bind,
      door: lost.get(frontendKey(bind)) ?? bind.door,
    }));
  },
};

type Entry = Pick<TcpBind, 'object' | 'createdAt' | 'index' | 'path' | 'entry'>;

function readBinds(parts: Entry): readonly TcpBind[] {
  const { object, index, entry } = parts;
  const frontend = readRecord(entry, 'frontend');
  // A list in v1, by their names in v3.
  const listed = readList(frontend, 'binds');
  const named = Object.values(readRecord(frontend, 'binds'));
  return [...listed, ...named].flatMap((bind, bindIndex) => {
    const port = readNumber(bind, 'port');
    return port === undefined
      ? []
      : [
          {
            ...parts,
            bindIndex,
            id: [
              object.cluster,
              'HAProxy TCP',
              object.group,
              `${object.namespace}/${object.name}`,
              index,
              bindIndex,
            ].join('|'),
            frontend: readText(frontend, 'name') ?? '',
            address: readText(bind, 'address') ?? '',
            port,
            isTls: readFlag(bind, 'ssl') === true,
            certificate: readText(bind, 'ssl_certificate') ?? null,
            door: SERVING,
          },
        ];
  });
}

function byAge(a: TcpBind, b: TcpBind): number {
  return (
    compareText(a.createdAt, b.createdAt) ||
    compareText(frontendKey(a), frontendKey(b)) ||
    a.bindIndex - b.bindIndex
  );
}

function isOfOne(a: TcpBind, b: TcpBind): boolean {
  return frontendKey(a) === frontendKey(b);
}

function frontendKey({ object, index }: TcpBind): string {
  return `${object.group}|${object.namespace}/${object.name}|${index}`;
}

function taken({ object }: TcpBind): RouteVerdict {
  return {
    state: 'detached',
    reasons: [
      {
        code: 'NotAttached',
        params: {
          by: 'HAProxy',
          reason: `the older TCP ${object.namespace}/${object.name} has the name or port of its frontend`,
        },
      },
    ],
  };
}

function ageNotKnown({ object }: TcpBind): RouteVerdict {
  return {
    state: 'unknown',
    reasons: [
      {
        code: 'NotKnown',
        params: {
          kind: 'age beside TCP',
          name: `${object.namespace}/${object.name}`,
        },
      },
    ],
  };
}
