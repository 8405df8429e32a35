// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tables and how they came about: scripts 1 to n, each applied once and in this order. A
 * released script is never changed; what changes later is a script of its own.
 */
final class Schema {
    /** The scripts of this program. */
    static final Schema PRESENT = new Schema(List.of(script("schema/1.sql")));

    private final List<String> scripts;

    /** A schema that ends with the last of these scripts. */
    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    private static String script(String resource) {
        try (InputStream text = Schema.class.getResourceAsStream(resource)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version that this program writes. */
    int version() {
        return scripts.size();
    }

    /**
     * The version that a database has.
     *
     * @throws SQLException also if it is none of ours
     */
    static int versionOf(Database database) throws SQLException {
        return (int) database.number("SELECT MAX(version) FROM schema_version");
    }

    /** Makes the tables in an empty database. */
    void create(Database database) throws SQLException {
        database.update(
                "CREATE TABLE schema_version (version INT PRIMARY KEY, applied TIMESTAMP NOT NULL)");
        migrate(database, 0);
    }

    /** Brings the tables from an earlier version to the present one. */
    void migrate(Database database, int from) throws SQLException {
        for (int version = from + 1; version <= version(); version++) {
            for (String statement : statements(scripts.get(version - 1))) {
                database.update(statement);
            }
            database.update("INSERT INTO schema_version VALUES (?, LOCALTIMESTAMP)", version);
            database.commit();
        }
    }

    private static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        for (String piece : script.split(";[ \t]*(\r?\n|$)")) {
            String statement =
                    String.join("\n", lines(piece).filter(line -> !line.startsWith("--")).toList());
            if (!statement.isBlank()) {
                statements.add(statement);
            }
        }
        return statements;
    }

    private static java.util.stream.Stream<String> lines(String text) {
        return Arrays.stream(text.split("\n"));
    }
}
