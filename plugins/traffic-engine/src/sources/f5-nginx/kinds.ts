export const SOURCE_ID = 'f5-nginx';
