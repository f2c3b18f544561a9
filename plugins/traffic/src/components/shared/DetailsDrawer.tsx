import { useId, type ReactNode } from 'react';
import { ButtonIcon, Text } from '@backstage/ui';
import Drawer from '@material-ui/core/Drawer';
import { RiCloseLine } from '@remixicon/react';
import { useTrafficText } from '../../translation/useTrafficText';
import { QuietText } from './QuietText';
import styles from './DetailsDrawer.module.css';

/** Facts about one thing, beside the page; Escape or the button closes it and the focus goes back. */
export function DetailsDrawer(props: {
  /** What kind of thing it is. */
  about: string;
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { about, title, onClose, children } = props;
  const t = useTrafficText();
  const titleId = useId();
  return (
    <Drawer
      open
      anchor="right"
      onClose={onClose}
      PaperProps={{
        role: 'dialog',
        'aria-modal': true,
        'aria-labelledby': titleId,
        className: styles.paper,
      }}
    >
      <div className={styles.header}>
        <div id={titleId} className={styles.title}>
          <QuietText size="small">{about}</QuietText>
          <Text as="h2" variant="title-x-small" weight="bold">
            {title}
          </Text>
        </div>
        <ButtonIcon
          variant="tertiary"
          icon={<RiCloseLine />}
          aria-label={t('action.close')}
          onPress={onClose}
        />
      </div>
      {children}
    </Drawer>
  );
}
