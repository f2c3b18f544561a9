import {
  Link,
  Sidebar,
  SidebarDivider,
  SidebarItem,
  SidebarSpace,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { NavContentComponentProps } from '@backstage/plugin-app-react';
import { CompassRose } from './CompassRose';
import styles from './PortalSidebar.module.css';

const PortalLogo = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link
      to="/"
      underline="none"
      aria-label="Portolan demo, home"
      className={styles.logo}
      style={{
        width: isOpen
          ? sidebarConfig.drawerWidthOpen
          : sidebarConfig.drawerWidthClosed,
      }}
    >
      <CompassRose />
      {isOpen && <span className={styles.name}>Portolan demo</span>}
    </Link>
  );
};

/** Lists every page of the portal; the signed-in user's settings stand at the bottom. */
export const PortalSidebar = ({ navItems }: NavContentComponentProps) => {
  const nav = navItems.withComponent(item => (
    <SidebarItem icon={() => item.icon} to={item.href} text={item.title} />
  ));
  const settings = nav.take('page:user-settings');
  return (
    <Sidebar>
      <PortalLogo />
      <SidebarDivider />
      {nav.take('page:catalog')}
      {nav.rest({ sortBy: 'title' })}
      <SidebarSpace />
      <SidebarDivider />
      {settings}
    </Sidebar>
  );
};
