// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.osgi.service.jdbc.DataSourceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database: builds it where there is none, brings an earlier schema up to date, puts a
 * damaged file aside. A new or changed schema is built in a file of its own, which then takes the
 * other's place at one moment, so a kill at any point leaves either the former or the new.
 */
final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.store");

    private final DataSourceFactory drivers;
    private final DatabaseFolder folder;
    private final Schema schema;
    private final Numbers numbers;

    Opening(DataSourceFactory drivers, DatabaseFolder folder, Schema schema, Numbers numbers) {
        this.drivers = drivers;
        this.folder = folder;
        this.schema = schema;
        this.numbers = numbers;
    }

    /**
     * An open database of the present schema.
     *
     * @param database the same
     * @param writable whether it can be changed
     * @param obstacle why it can't be changed, or null
     */
    record Opened(Database database, boolean writable, Exception obstacle) {}

    /**
     * Opens the database. One that can't be written now is opened for reading only.
     *
     * @throws SQLException if it can't be opened; {@link Failure} says what that means
     * @throws IOException if the folder can't be used
     */
    Opened open() throws SQLException, IOException {
        try {
            folder.prepare();
            folder.probe();
        } catch (IOException obstacle) {
            return new Opened(readOnly(obstacle), false, obstacle);
        }
        if (!Files.exists(folder.file())) {
            build();
        }
        try {
            return new Opened(present(), true, null);
        } catch (SQLException | IOException | RuntimeException first) {
            if (!isDamage(first)) {
                throw first;
            }
            return new Opened(again(), true, null);
        }
    }

    /** A second look: what is put aside must not be put aside for a mishap. */
    private Database again() throws SQLException, IOException {
        try {
            return present();
        } catch (SQLException | RuntimeException second) {
            // the database may not have let go of the file when it failed before: nobody else has
            // it
            if (!isDamage(second) && Failure.of(second) != Failure.IN_USE) {
                throw second;
            }
            putAside(second);
            build();
            return present();
        }
    }

    private static boolean isDamage(Exception e) {
        Failure failure = Failure.of(e);
        return failure == Failure.SUSPICIOUS || failure == Failure.CALL;
    }

    /** Puts the database aside, which must be closed. */
    void putAside(Throwable why) throws IOException {
        Path aside = folder.putAside();
        LOG.error(
                "The store {} is damaged ({}). It was put aside as {}, and a new one is begun",
                folder.file(),
                Failure.reason(why),
                aside.getFileName());
    }

    private Database present() throws SQLException, IOException {
        Database database = Database.open(drivers, folder.file(), Database.Mode.PRESENT);
        int version;
        try {
            version = Schema.versionOf(database);
            if (version == schema.version()) {
                tryOut(database);
                return database;
            }
            if (version > schema.version()) {
                throw new Failure.LaterSchema(folder.file(), version, schema.version());
            }
            if (version < 1) {
                throw new SQLException("it has no version of its schema");
            }
        } catch (SQLException | RuntimeException e) {
            database.abandon();
            throw e;
        }
        database.close();
        migrate(version);
        return Database.open(drivers, folder.file(), Database.Mode.PRESENT);
    }

    /** What is wrong with it should show now, not when something must be recorded. */
    private static void tryOut(Database database) throws SQLException {
        database.update("UPDATE numbers SET last = last");
        database.commit();
        database.sync();
        for (String table : new String[] {"cases", "blocks", "audit"}) {
            database.number("SELECT COUNT(*) FROM " + table);
            database.number("SELECT MAX(id) FROM " + table);
        }
    }

    private Database readOnly(IOException obstacle) throws SQLException, IOException {
        if (!Files.exists(folder.file())) {
            throw obstacle;
        }
        Database database = Database.open(drivers, folder.file(), Database.Mode.READ_ONLY);
        try {
            int version = Schema.versionOf(database);
            if (version > schema.version()) {
                throw new Failure.LaterSchema(folder.file(), version, schema.version());
            }
            if (version < schema.version()) {
                throw obstacle;
            }
            return database;
        } catch (SQLException | IOException | RuntimeException e) {
            database.abandon();
            throw e;
        }
    }

    /**
     * Writes what is in the database into a new file, which takes its place; the open one must be
     * closed then.
     *
     * @param goOn asked now and then whether to go on
     * @return whether that was done to the end
     */
    boolean pack(Database from, BooleanSupplier goOn) throws SQLException, IOException {
        folder.beginUnfinished();
        boolean whole;
        try (Database to = Database.open(drivers, folder.unfinished(), Database.Mode.UNFINISHED)) {
            schema.create(to);
            whole = Copy.all(from, to, goOn);
        }
        if (!whole) {
            folder.deleteUnfinished();
        }
        return whole;
    }

    private void build() throws SQLException, IOException {
        folder.beginUnfinished();
        try (Database database =
                Database.open(drivers, folder.unfinished(), Database.Mode.UNFINISHED)) {
            schema.create(database);
            database.update("UPDATE numbers SET last = ? WHERE name <> 'bytes'", numbers.bound());
            database.commit();
        }
        folder.finish();
    }

    private void migrate(int from) throws SQLException, IOException {
        folder.copyUnfinished();
        try (Database database =
                Database.open(drivers, folder.unfinished(), Database.Mode.UNFINISHED)) {
            schema.migrate(database, from);
        } catch (SQLException e) {
            folder.deleteUnfinished();
            if (Failure.of(e) == Failure.SURROUNDINGS) {
                throw e;
            }
            throw new Failure.NotMigrated(folder.file(), from, schema.version(), e);
        }
        folder.finish();
        LOG.info(
                "The store {} was brought from schema {} to {}",
                folder.file(),
                from,
                schema.version());
    }
}
