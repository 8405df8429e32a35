// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.decide.Decision;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;
import org.sekisho.record.RecordedCase;
import org.sekisho.record.Records;

/**
 * Records in a database below {@code data/store}, in the daemon only. While it can't be used, calls
 * fail with the reason; a damaged one is put aside and a new one begun.
 */
@Component(
        service = {Records.class, H2Records.class},
        configurationPid = "org.sekisho.store")
@Designate(ocd = StoreConfiguration.class)
public final class H2Records implements Records {
    /** Rows fetched at once; in between others have their turn. */
    private static final int PAGE = 500;

    private final DatabaseFolder folder;
    private final Numbers numbers;
    private final DatabaseKeeper keeper;
    private final DatabaseThread thread;
    private final Readings readings = new Readings();
    private final Durations durations = new Durations();
    private final long caseWindow;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public H2Records(
            BundleContext context,
            StoreConfiguration options,
            @Reference(target = "(osgi.jdbc.driver.class=org.h2.Driver)") DataSourceFactory drivers,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(
                Path.of(context.getProperty("sekisho.home"), "data", "store"),
                options,
                drivers,
                Schema.PRESENT,
                DatabaseKeeper.LOOSE_BYTES);
    }

    H2Records(
            Path place,
            StoreConfiguration options,
            DataSourceFactory drivers,
            Schema schema,
            long loose) {
        Bounds.check(options);
        folder = new DatabaseFolder(place);
        numbers = new Numbers(place);
        caseWindow = TimeUnit.HOURS.toNanos(options.case_hours());
        keeper =
                new DatabaseKeeper(
                        folder,
                        new Opening(drivers, folder, schema, numbers),
                        new Retention(options),
                        loose);
        thread = new DatabaseThread(keeper);
        thread.start();
    }

    @Deactivate
    void stop() {
        thread.stop();
    }

    @Override
    public Recorded record(Detection detection, Decision decision) throws RecordException {
        return recordCases(List.of(new RecordedCase(0, detection, decision))).get(0);
    }

    @Override
    public List<Recorded> recordCases(List<RecordedCase> cases) throws RecordException {
        if (cases.isEmpty()) {
            return List.of();
        }
        long begun = System.nanoTime();
        List<CaseTable.Entry> entries = new ArrayList<>(cases.size());
        for (RecordedCase each : cases) {
            entries.add(entry(each.detection(), each.decision()));
        }
        long now = now();
        List<CaseTable.Change> changes =
                thread.write(
                        database -> {
                            List<CaseTable.Change> made = new ArrayList<>(entries.size());
                            for (CaseTable.Entry entry : entries) {
                                made.add(record(database, entry, now));
                            }
                            return made;
                        });
        durations.add(System.nanoTime() - begun);
        List<Recorded> recorded = new ArrayList<>(cases.size());
        for (int i = 0; i < changes.size(); i++) {
            recorded.add(recorded(cases.get(i), changes.get(i)));
        }
        return recorded;
    }

    private static CaseTable.Entry entry(Detection detection, Decision decision)
            throws RecordException {
        return new CaseTable.Entry(
                CaseIdentity.of(detection),
                detection,
                decision == null ? null : decision.verdict().name(),
                RecordCodec.encode(new CaseTable.Body(detection, decision)));
    }

    private CaseTable.Change record(Database database, CaseTable.Entry entry, long now)
            throws SQLException, IOException {
        CaseTable.Row row =
                CaseTable.find(database, entry.identity(), entry.detection(), caseWindow);
        if (row != null) {
            CaseTable.update(database, row, entry, now);
            return new CaseTable.Change(row.id(), row);
        }
        long id = numbers.take(database, "case", 1);
        CaseTable.insert(database, id, entry, now);
        return new CaseTable.Change(id, null);
    }

    private Recorded recorded(RecordedCase as, CaseTable.Change change) {
        RecordedCase before =
                change.before() == null ? null : recordedCase(change.before(), new HashMap<>());
        return new Recorded(new RecordedCase(change.id(), as.detection(), as.decision()), before);
    }

    @Override
    public RecordedBlock record(RecordedBlock block) throws RecordException {
        return record(List.of(block)).get(0);
    }

    @Override
    public List<RecordedBlock> record(List<RecordedBlock> blocks) throws RecordException {
        if (blocks.isEmpty()) {
            return List.of();
        }
        long begun = System.nanoTime();
        List<RecordedBlock> recorded =
                thread.write(
                        database -> {
                            long id = numbers.take(database, "block", blocks.size());
                            List<RecordedBlock> numbered = new ArrayList<>(blocks.size());
                            for (RecordedBlock block : blocks) {
                                numbered.add(Change.numbered(block, id++));
                                BlockTable.insert(database, numbered.get(numbered.size() - 1));
                            }
                            return numbered;
                        });
        durations.add(System.nanoTime() - begun);
        return recorded;
    }

    @Override
    public void prolong(long block, Deadline until, int rung) throws RecordException {
        thread.write(
                database -> {
                    BodyRow row = BlockTable.wanted(database, block);
                    RecordedBlock present = row == null ? null : recordedBlock(row);
                    if (present == null) {
                        throw new RecordException(
                                "no block %d is recorded as wanted".formatted(block), null);
                    }
                    BlockTable.update(database, row, Change.prolonged(present, until, rung));
                    return null;
                });
    }

    @Override
    public void end(long block, long time, String reason) throws RecordException {
        end(List.of(new Ending(block, time, reason)));
    }

    @Override
    public void end(List<Ending> endings) throws RecordException {
        thread.write(
                database -> {
                    for (Ending each : endings) {
                        end(database, each);
                    }
                    return null;
                });
    }

    private void end(Database database, Ending ending) throws SQLException {
        // 0 says that a block has not ended
        long ended = Math.max(1, ending.time());
        BodyRow row = BlockTable.wanted(database, ending.block());
        RecordedBlock present = row == null ? null : recordedBlock(row);
        if (present != null) {
            BlockTable.update(database, row, Change.ended(present, ended, ending.reason()));
        } else if (row != null) {
            BlockTable.endUnreadable(database, ending.block(), ended);
        }
    }

    @Override
    public List<RecordedBlock> standing() throws RecordException {
        return this.<BodyRow, RecordedBlock>pages(
                Integer.MAX_VALUE,
                (database, last, most) ->
                        BlockTable.wantedPage(database, last == null ? 0 : last.id(), most),
                this::recordedBlock);
    }

    @Override
    public List<RecordedBlock> blocks(long since, int most) throws RecordException {
        List<Long> ids = thread.read(database -> BlockTable.numbers(database, since, most));
        List<RecordedBlock> blocks = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += PAGE) {
            List<Long> page = ids.subList(from, Math.min(ids.size(), from + PAGE));
            for (BodyRow row : thread.read(database -> BlockTable.rows(database, page))) {
                RecordedBlock block = recordedBlock(row);
                if (block != null) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }

    @Override
    public List<RecordedCase> cases(long since, int most) throws RecordException {
        Map<Object, Object> known = new HashMap<>();
        return this.<CaseTable.Row, RecordedCase>pages(
                most,
                (database, last, portion) -> CaseTable.page(database, since, last, portion),
                row -> recordedCase(row, known));
    }

    @Override
    public void audit(AuditEntry entry) throws RecordException {
        audit(List.of(entry));
    }

    @Override
    public void audit(List<AuditEntry> entries) throws RecordException {
        List<byte[]> bodies = new ArrayList<>(entries.size());
        for (AuditEntry entry : entries) {
            bodies.add(RecordCodec.encode(entry));
        }
        long now = now();
        thread.write(
                database -> {
                    long id = numbers.take(database, "audit", bodies.size());
                    for (byte[] body : bodies) {
                        AuditTable.insert(database, id++, now, body);
                    }
                    return null;
                });
    }

    @Override
    public List<AuditEntry> audit(int most) throws RecordException {
        return this.<BodyRow, AuditEntry>pages(
                most,
                (database, last, portion) ->
                        AuditTable.page(
                                database, last == null ? Long.MAX_VALUE : last.id(), portion),
                row ->
                        readings.read(
                                "audit", row.id(), row.body(), AuditEntry.class, new HashMap<>()));
    }

    /** A page of rows that follows a row. */
    @FunctionalInterface
    private interface Page<T> {
        List<T> after(Database database, T last, int most) throws SQLException;
    }

    /**
     * Rows a page at a time, so that who records doesn't wait for who reads; decoded on the
     * caller's thread. A row that can't be read is left out.
     */
    private <T, R> List<R> pages(int most, Page<T> page, Function<T, R> decoded)
            throws RecordException {
        List<R> all = new ArrayList<>();
        T last = null;
        while (all.size() < most) {
            T from = last;
            int portion = Math.min(PAGE, most - all.size());
            List<T> rows = thread.read(database -> page.after(database, from, portion));
            for (T row : rows) {
                last = row;
                R value = decoded.apply(row);
                if (value != null) {
                    all.add(value);
                }
            }
            if (rows.size() < portion) {
                break;
            }
        }
        return all;
    }

    private RecordedCase recordedCase(CaseTable.Row row, Map<Object, Object> known) {
        CaseTable.Body body =
                readings.read("case", row.id(), row.body(), CaseTable.Body.class, known);
        return body == null ? null : new RecordedCase(row.id(), body.detection(), body.decision());
    }

    private RecordedBlock recordedBlock(BodyRow row) {
        return readings.read("block", row.id(), row.body(), RecordedBlock.class, new HashMap<>());
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    DatabaseFolder folder() {
        return folder;
    }

    DatabaseKeeper keeper() {
        return keeper;
    }

    Readings readings() {
        return readings;
    }

    Durations durations() {
        return durations;
    }
}
