-- What was put there from here and refused is told with each message that shows it.
create index change_refused on change (workspace_id, message_id) where state = 'refused';
