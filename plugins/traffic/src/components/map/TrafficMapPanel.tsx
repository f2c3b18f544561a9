import { useMemo, useState } from 'react';
import { Button, VisuallyHidden } from '@backstage/ui';
import { RiCloseCircleLine, RiQuestionLine } from '@remixicon/react';
import useMeasure from 'react-use/esm/useMeasure';
import type { EntityTraffic } from '@portolan/plugin-traffic-common';
import { buildTrafficMap } from '../../model/map/buildTrafficMap';
import { collapseMap, type CollapsedNodes } from '../../model/map/collapseMap';
import { layoutMap, type Box } from '../../model/map/layoutMap';
import type {
  MapColumn,
  MapNode,
  TrafficMap,
} from '../../model/map/TrafficMap';
import { useTrafficText } from '../../translation/useTrafficText';
import { BreakableText } from '../shared/BreakableText';
import { DetailsDrawer } from '../shared/DetailsDrawer';
import { QuietText } from '../shared/QuietText';
import { TrafficPanel } from '../tab/TrafficPanel';
import { renderDestination } from '../waysOut/renderDependency';
import { MapLinks, lookOf } from './MapLinks';
import { NodeDetails } from './NodeDetails';
import { isObjectNode, listTargets, renderNodeLabel } from './describeNode';
import styles from './TrafficMapPanel.module.css';

const FEW = 6;
const MANY = 60;

/** The way of requests from the address to the destination, drawn; every node opens what is known of it. */
export function TrafficMapPanel({ traffic }: { traffic: EntityTraffic }) {
  const t = useTrafficText();
  const [frameRef, frame] = useMeasure<HTMLDivElement>();
  const [expanded, setExpanded] = useState<ReadonlySet<MapColumn>>(new Set());
  const [openId, setOpenId] = useState<string>();
  const { routes, workloads, dependencies } = traffic;

  const map = useMemo(
    () =>
      buildTrafficMap({ routes, workloads, dependencies }, dependency =>
        renderDestination(t, dependency.destination),
      ),
    [routes, workloads, dependencies, t],
  );
  const { collapsed, layout } = useMemo(() => {
    const shown = collapseMap(map, column =>
      expanded.has(column) ? MANY : FEW,
    );
    const byId = new Map(map.nodes.map(node => [node.id, node]));
    return {
      collapsed: shown,
      layout: layoutMap(shown, {
        availableWidth: frame.width,
        noteLinesOf: id => (byId.get(id)?.trouble ? 1 : 0),
      }),
    };
  }, [map, expanded, frame.width]);

  const open = map.nodes.find(({ id }) => id === openId);
  if (map.nodes.length === 0) {
    return null;
  }
  return (
    <TrafficPanel
      title={t('panel.map')}
      note={
        expanded.size > 0 && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setExpanded(new Set())}
          >
            {t('action.showFewer')}
          </Button>
        )
      }
    >
      <QuietText>{t('map.description')}</QuietText>
      <div ref={frameRef}>
        <div className={styles.scroll}>
          <div
            className={styles.map}
            style={{ width: layout.width, height: layout.height }}
          >
            <MapLinks layout={layout} />
            {collapsed.columns.map(({ column, nodes, rest }, index) => (
              <section key={column} aria-label={t(`map.column.${column}`)}>
                <div
                  aria-hidden
                  className={styles.heading}
                  style={{ left: layout.columns[index].x }}
                >
                  {t(`map.column.${column}`)}
                </div>
                <ul className={styles.list}>
                  {nodes.map(node => (
                    <Place key={node.id} box={layout.boxes.get(node.id)}>
                      <NodeButton
                        map={map}
                        node={node}
                        onOpen={() => setOpenId(node.id)}
                      />
                    </Place>
                  ))}
                  {rest && (
                    <Place box={layout.boxes.get(rest.id)}>
                      <RestButton
                        rest={rest}
                        onExpand={
                          expanded.has(column)
                            ? undefined
                            : () => setExpanded(new Set([...expanded, column]))
                        }
                      />
                    </Place>
                  )}
                </ul>
              </section>
            ))}
          </div>
        </div>
      </div>
      {open && (
        <DetailsDrawer
          about={t(`map.kind.${open.column}`)}
          title={renderNodeLabel(t, open)}
          onClose={() => setOpenId(undefined)}
        >
          <NodeDetails node={open} targets={listTargets(t, map, open)} />
        </DetailsDrawer>
      )}
    </TrafficPanel>
  );
}

function Place(props: { box: Box | undefined; children: JSX.Element }) {
  const { box, children } = props;
  return (
    <li
      className={styles.place}
      style={
        box && {
          left: box.x,
          top: box.y,
          width: box.width,
          height: box.height,
        }
      }
    >
      {children}
    </li>
  );
}

function NodeButton(props: {
  map: TrafficMap;
  node: MapNode;
  onOpen: () => void;
}) {
  const { map, node, onOpen } = props;
  const t = useTrafficText();
  const { trouble } = node;
  const isObject = isObjectNode(node);
  const targets = listTargets(t, map, node).slice(0, FEW);
  const Icon = trouble === 'unknown' ? RiQuestionLine : RiCloseCircleLine;
  return (
    <button
      type="button"
      className={`${styles.node} ${lookOf(trouble)}`}
      onClick={onOpen}
    >
      {trouble && <Icon aria-hidden />}
      <span className={styles.text}>
        <VisuallyHidden>{`${
          isObject ? node.kind : t(`map.kind.${node.column}`)
        } `}</VisuallyHidden>
        <BreakableText text={renderNodeLabel(t, node)} />
        {trouble && (
          <span className={styles.note}>{t(`map.broken.${trouble}`)}</span>
        )}
        {targets.length > 0 && (
          <VisuallyHidden>
            {` ${t('map.leadsTo', { targets: targets.join(', ') })}`}
          </VisuallyHidden>
        )}
      </span>
    </button>
  );
}

/** Stands for the nodes of a column that are not drawn; draws more of them, as far as that is of use. */
function RestButton(props: { rest: CollapsedNodes; onExpand?: () => void }) {
  const { rest, onExpand } = props;
  const t = useTrafficText();
  const text = (
    <span>
      {t('map.collapsed', { count: rest.count })}
      <VisuallyHidden>
        {` ${t('map.collapsedIn', { column: t(`map.column.${rest.column}`) })}`}
      </VisuallyHidden>
    </span>
  );
  return onExpand ? (
    <button type="button" className={styles.more} onClick={onExpand}>
      {text}
    </button>
  ) : (
    <div className={styles.rest}>{text}</div>
  );
}
