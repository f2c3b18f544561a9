import {
  KUBERNETES_ANNOTATIONS,
  type Binding,
} from '@portolan/plugin-traffic-common';
import { useTrafficText } from '../../translation/useTrafficText';
import { CopyButton } from '../shared/CopyButton';
import { QuietText } from '../shared/QuietText';
import { EmptyNotice } from './EmptyNotice';
import styles from './BindingNotice.module.css';

/** The entity has no workloads: which annotation is missing, fits nothing, or could not be tried. */
export function BindingNotice(props: { binding: Binding; entityName: string }) {
  const { binding, entityName } = props;
  const t = useTrafficText();
  switch (binding.state) {
    case 'no-annotation': {
      const snippet = annotationSnippet(entityName);
      return (
        <EmptyNotice
          title={t('binding.no-annotation.title')}
          description={t('binding.no-annotation.description', {
            label: KUBERNETES_ANNOTATIONS.id,
          })}
        >
          <div className={styles.snippet}>
            {/* A region that scrolls must be reachable by keyboard. */}
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
            <pre tabIndex={0} aria-label={t('binding.no-annotation.snippet')}>
              {snippet}
            </pre>
            <CopyButton
              text={snippet}
              subject={t('binding.no-annotation.snippet')}
            />
          </div>
        </EmptyNotice>
      );
    }
    case 'no-workload':
      return (
        <EmptyNotice
          title={t('binding.no-workload.title')}
          description={t('binding.no-workload.description')}
        >
          <AnnotationList binding={binding} />
          <QuietText>{t('binding.no-workload.hint')}</QuietText>
        </EmptyNotice>
      );
    case 'unknown':
      return (
        <EmptyNotice
          title={t('binding.unknown.title')}
          description={t('binding.unknown.description')}
        />
      );
    default:
      return null;
  }
}

function AnnotationList({ binding }: { binding: Binding }) {
  return (
    <ul className={styles.annotations}>
      {Object.entries(binding.annotations).map(([name, value]) => (
        <li key={name}>
          {name}: {value}
        </li>
      ))}
    </ul>
  );
}

function annotationSnippet(entityName: string): string {
  return [
    'metadata:',
    '  annotations:',
    `    ${KUBERNETES_ANNOTATIONS.id}: ${entityName}`,
    `    # or: ${KUBERNETES_ANNOTATIONS.labelSelector}: app=${entityName}`,
  ].join('\n');
}
