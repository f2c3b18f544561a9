export const SOURCE_ID = 'f5-nginx';
/** As people call it. */
export const TITLE = 'F5 NGINX';
