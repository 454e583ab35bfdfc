/** What a folder is for. The six app folders that every mailbox has, in the order they are shown. */
export const APP_FOLDER_ROLES = ["inbox", "sent", "drafts", "archive", "junk", "deleted"] as const;
export type AppFolderRole = (typeof APP_FOLDER_ROLES)[number];
