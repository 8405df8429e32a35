// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a failure of the database says about its file, and about what can be done. */
enum Failure {
    /** The call failed, not the database; on opening: its tables are not ours. */
    CALL,
    /** The surroundings don't let us: no room, no permission, no memory. */
    SURROUNDINGS,
    /** Another process has the file. */
    IN_USE,
    /** The file was written by a later program. */
    LATER,
    /** The tables could not be brought up to date, and stay as they are. */
    NOT_MIGRATED,
    /** Whatever else: the file may be damaged. */
    SUSPICIOUS;

    /** Error codes of H2 ({@code org.h2.api.ErrorCode}). */
    private static final int GENERAL_ERROR = 50000;

    private static final int OBJECT_CLOSED = 90007;
    private static final int DATABASE_ALREADY_OPEN = 90020;
    private static final int IO_EXCEPTION = 90028;
    private static final int FILE_CORRUPTED = 90030;
    private static final int IO_EXCEPTION_NAMED = 90031;
    private static final int FILE_VERSION_ERROR = 90048;
    private static final int CONNECTION_BROKEN = 90067;
    private static final int DATABASE_IS_CLOSED = 90098;
    private static final int OUT_OF_MEMORY = 90108;

    private static final Set<Integer> INTERNAL =
            Set.of(
                    GENERAL_ERROR,
                    OBJECT_CLOSED,
                    IO_EXCEPTION,
                    FILE_CORRUPTED,
                    IO_EXCEPTION_NAMED,
                    CONNECTION_BROKEN,
                    DATABASE_IS_CLOSED);

    private static final Pattern SURROUNDINGS_SAY =
            Pattern.compile(
                    "no space left|quota exceeded|read-only file system|permission denied"
                            + "|too many open files|file too large",
                    Pattern.CASE_INSENSITIVE);

    static Failure of(Throwable failure) {
        Failure found = CALL;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LaterSchema) {
                return LATER;
            }
            if (cause instanceof NotMigrated) {
                return NOT_MIGRATED;
            }
            if (cause instanceof OutOfMemoryError || cause instanceof IOException && says(cause)) {
                return SURROUNDINGS;
            }
            if (cause instanceof SQLException sql) {
                switch (sql.getErrorCode()) {
                    case DATABASE_ALREADY_OPEN:
                        return IN_USE;
                    case FILE_VERSION_ERROR:
                        return LATER;
                    case OUT_OF_MEMORY:
                        return SURROUNDINGS;
                    default:
                        found = INTERNAL.contains(sql.getErrorCode()) ? SUSPICIOUS : found;
                }
            }
        }
        return found;
    }

    private static boolean says(Throwable cause) {
        return cause instanceof AccessDeniedException
                || cause.getMessage() != null
                        && SURROUNDINGS_SAY.matcher(cause.getMessage()).find();
    }

    /** What the innermost cause says, in one line. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said =
                cause instanceof FileSystemException file && file.getReason() == null
                        ? cause.getClass().getSimpleName() + " " + file.getFile()
                        : cause.getMessage();
        if (said == null) {
            return cause.getClass().getSimpleName();
        }
        String line = said.lines().findFirst().orElse("").strip();
        return line.toLowerCase(Locale.ROOT).startsWith("no space left") ? "no room left" : line;
    }

    /** The tables could not be brought up to date. */
    static final class NotMigrated extends SQLException {
        private static final long serialVersionUID = 1L;

        NotMigrated(Path file, int from, int to, SQLException cause) {
            super(
                    ("%s could not be brought from schema %d to %d (%s) and is unchanged; start the"
                                    + " former version of Sekisho again, or move the file away to begin anew")
                            .formatted(file, from, to, reason(cause)));
        }
    }

    /** The database was written by a program that knows more than this one. */
    static final class LaterSchema extends SQLException {
        private static final long serialVersionUID = 1L;

        LaterSchema(Path file, int found, int known) {
            super(
                    ("%s was written by a later version of Sekisho (schema %d, this one knows %d);"
                                    + " start that version again, or move the file away to begin anew")
                            .formatted(file, found, known));
        }
    }
}
