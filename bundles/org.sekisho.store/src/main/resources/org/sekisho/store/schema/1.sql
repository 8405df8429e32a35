-- SPDX-License-Identifier: Apache-2.0
-- Times are nanoseconds since 1970-01-01 UTC. A body holds the whole record (RecordCodec); the other columns only find it.
CREATE TABLE cases (
    id BIGINT PRIMARY KEY,
    ends VARCHAR(16384) NOT NULL,
    first_evidence VARCHAR(16384) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    client VARCHAR(5000) NOT NULL,
    server VARCHAR(5000) NOT NULL,
    state VARCHAR(20) NOT NULL,
    method VARCHAR(40) NOT NULL,
    verdict VARCHAR(20),
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    body VARBINARY(1048576) NOT NULL
);
CREATE INDEX cases_by_ends ON cases (ends);
CREATE INDEX cases_by_evidence ON cases (first_evidence);
CREATE INDEX cases_by_sight ON cases (last_seen, id);
CREATE INDEX cases_by_age ON cases (recorded, id);

CREATE TABLE blocks (
    id BIGINT PRIMARY KEY,
    case_id BIGINT NOT NULL,
    what VARCHAR(200) NOT NULL,
    since BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    body VARBINARY(1048576) NOT NULL
);
CREATE INDEX blocks_by_case ON blocks (case_id, ended);
CREATE INDEX blocks_by_begin ON blocks (since, id);
CREATE INDEX blocks_by_end ON blocks (ended, id);

CREATE TABLE audit (
    id BIGINT PRIMARY KEY,
    recorded BIGINT NOT NULL,
    body VARBINARY(1048576) NOT NULL
);
CREATE INDEX audit_by_age ON audit (recorded, id);

-- The highest numbers that were ever given, so that none is given twice when the rows are gone; and the bytes of all bodies.
CREATE TABLE numbers (
    name VARCHAR(20) PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO numbers VALUES ('case', 0), ('block', 0), ('audit', 0), ('bytes', 0);
