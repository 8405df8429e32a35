// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of which the number and the body were asked for.
 *
 * @param id its number
 * @param body encoded record of the API
 */
record BodyRow(long id, byte[] body) {
    static BodyRow of(ResultSet row) throws SQLException {
        return new BodyRow(row.getLong(1), row.getBytes(2));
    }
}
