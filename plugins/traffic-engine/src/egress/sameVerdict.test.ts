import type { Destination } from '@portolan/plugin-traffic-common';
import { resolve } from 'node:path';
import { ENGINE } from '../analyze/analyze';
import { readDocuments } from '../analyze/readDocuments';
import { resolveTraffic } from '../resolveTraffic';
import { listScenarios } from '../testing/listScenarios';
import { readScenarioInput } from '../testing/runScenario';
import type { AskedEnd } from './AskedEnd';
import { explainConnection } from './explainConnection';

/** The end that a person would ask about; undefined where no single end means the same. */
function asEnd(destination: Destination): AskedEnd | undefined {
  switch (destination.kind) {
    case 'host':
      return destination;
    case 'service':
      return { kind: 'object', ref: destination.service };
    case 'cidr':
      return destination.except.length === 0
        ? { kind: 'cidr', cidr: destination.cidr }
        : undefined;
    default:
      return undefined;
  }
}

const scenarios = listScenarios(resolve(__dirname, '../sources')).map(
  folder => ({ name: folder.split('/').slice(-3).join('/'), folder }),
);

describe('a pair is decided as its dependency is', () => {
  it.each(scenarios)('in scenario $name', ({ folder }) => {
    const read = readDocuments(ENGINE, [{ text: readScenarioInput(folder) }]);
    const { dependencies } = resolveTraffic({
      ...ENGINE,
      ...read,
      snapshots: read.clusters.map(({ snapshot }) => snapshot),
      checks: [],
    });
    for (const dependency of dependencies) {
      const { destination, workload, port, protocol } = dependency;
      const to = asEnd(destination);
      const snapshot = read.clusters.find(
        ({ name }) => name === dependency.cluster,
      )?.snapshot;
      if (!to || !snapshot || (port !== null && typeof port !== 'number')) {
        continue;
      }
      const asked = explainConnection({
        snapshot,
        sources: ENGINE.sources,
        egressNat: read.egressNat,
        from: { kind: 'object', ref: workload },
        to,
        port,
        protocol,
      });
      const { verdict, layers } = dependency.permitted;
      const { via, sourceAddress } = dependency;
      // What nothing stands behind was not judged as a dependency either.
      const expected =
        asked.state === 'explained'
          ? { verdict, layers, via, sourceAddress }
          : { state: 'not-found' };
      expect({ ...asked, id: dependency.id }).toMatchObject({
        id: dependency.id,
        ...expected,
      });
      expect(asked.state === 'explained' || verdict === 'unknown').toBe(true);
    }
  });
});
