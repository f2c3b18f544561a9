import { RiGitBranchLine } from '@remixicon/react';
import styles from './DifferenceNote.module.css';

/** Says that, and in what, the clusters differ. */
export function DifferenceNote({ sentence }: { sentence: string }) {
  return (
    <div className={styles.root}>
      <RiGitBranchLine aria-hidden />
      <span>{sentence}</span>
    </div>
  );
}
