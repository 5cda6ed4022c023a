-- Who set what a location shows and says; empty where nobody has.

ALTER TABLE halls ADD COLUMN message_by TEXT NOT NULL DEFAULT '';
ALTER TABLE halls ADD COLUMN silent_by TEXT NOT NULL DEFAULT '';
