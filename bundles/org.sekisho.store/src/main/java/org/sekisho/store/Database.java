// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.osgi.service.jdbc.DataSourceFactory;

/**
 * An open database. One thread uses it, which nobody may interrupt: the channel of its file would
 * be closed under it.
 */
final class Database implements AutoCloseable {
    /** What the database itself appends to the name that it is given. */
    static final String SUFFIX = ".mv.db";

    /**
     * What is committed is written at once and without other threads, no other process may open the
     * file, nothing is written beside it, nothing listens.
     */
    private static final String OPTIONS =
            ";WRITE_DELAY=0;MAX_COMPACT_TIME=0;FILE_LOCK=FS;TRACE_LEVEL_FILE=0"
                    + ";TRACE_LEVEL_SYSTEM_OUT=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=8192";

    /**
     * Every write goes to the end of the file, where it is found after a kill. In space that became
     * free it would not be: when H2 2.5.252 writes to another place than it had foretold, its
     * header keeps naming the write before ({@code FileStore.storeBuffer} sets the last chunk too
     * late).
     */
    private static final String SURE = ";REUSE_SPACE=FALSE";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** How a database is opened. */
    enum Mode {
        /** It is built, and nobody relies on it yet. */
        UNFINISHED(""),
        /** It must be there. */
        PRESENT(";IFEXISTS=TRUE" + SURE),
        /** It must be there, and nothing is written. */
        READ_ONLY(";IFEXISTS=TRUE;ACCESS_MODE_DATA=r");

        private final String options;

        Mode(String options) {
            this.options = options;
        }
    }

    /** One row of an answer. */
    @FunctionalInterface
    interface Row<R> {
        R read(ResultSet row) throws SQLException;
    }

    /**
     * Opens a database.
     *
     * @param file its path, which ends in {@link #SUFFIX}
     */
    static Database open(DataSourceFactory drivers, Path file, Mode mode) throws SQLException {
        String path = file.toString();
        String name = path.substring(0, path.length() - SUFFIX.length());
        Properties properties = new Properties();
        properties.setProperty(
                DataSourceFactory.JDBC_URL, "jdbc:h2:file:" + name + OPTIONS + mode.options);
        properties.setProperty(DataSourceFactory.JDBC_USER, "sekisho");
        properties.setProperty(DataSourceFactory.JDBC_PASSWORD, "");
        Connection connection = drivers.createDataSource(properties).getConnection();
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new Database(connection);
    }

    /** The rows that a query answers with. */
    <R> List<R> query(String sql, Row<R> row, Object... parameters) throws SQLException {
        List<R> rows = new ArrayList<>();
        try (ResultSet answer = prepared(sql, parameters).executeQuery()) {
            while (answer.next()) {
                rows.add(row.read(answer));
            }
        }
        return rows;
    }

    /** The only number of the only row that a query answers with; 0 if it is null. */
    long number(String sql, Object... parameters) throws SQLException {
        return query(sql, row -> row.getLong(1), parameters).get(0);
    }

    /** Changes rows and returns how many. */
    int update(String sql, Object... parameters) throws SQLException {
        return prepared(sql, parameters).executeUpdate();
    }

    private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Hands what was changed to the kernel, so that it outlives this process. */
    void commit() throws SQLException {
        connection.commit();
    }

    /** Lets go of what was read, or takes back what was changed. */
    void rollback() throws SQLException {
        connection.rollback();
    }

    /** Brings everything to the disk itself, so that it outlives this machine. */
    void sync() throws SQLException {
        update("CHECKPOINT SYNC");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Lets go of the file without writing to it, whatever state the database is in. */
    void abandon() {
        try {
            update("SHUTDOWN IMMEDIATELY");
        } catch (SQLException | RuntimeException ended) {
            // the connection ends by this; and it may have ended by itself before
        }
        try {
            connection.close();
        } catch (SQLException | RuntimeException ended) {
            // the same
        }
    }
}
