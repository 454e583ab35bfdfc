-- "Where is my mail?" looks messages up by their Message-ID. Of its hash, since some are as long as a page.
create index revision_message_id on revision (workspace_id, hashtextextended(scan ->> 'messageId', 0));
