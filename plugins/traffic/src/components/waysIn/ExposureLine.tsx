import {
  RiBuilding2Line,
  RiGlobalLine,
  RiQuestionLine,
  RiShareLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type { Route } from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import styles from './TlsCell.module.css';

type Exposure = Route['exposure'];

const ICONS: Record<Exposure, RemixiconComponentType> = {
  internet: RiGlobalLine,
  internal: RiBuilding2Line,
  mesh: RiShareLine,
  unknown: RiQuestionLine,
};

/** From where a URL can be reached. */
export function ExposureLine({ exposure }: { exposure: Exposure }) {
  const t = useTrafficText();
  const Icon = ICONS[exposure];
  return (
    <div className={styles.root}>
      <Icon aria-hidden />
      <div>{t(`exposure.line.${exposure}`)}</div>
    </div>
  );
}
