// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.deploy;

import java.nio.file.Path;

/** Is told what changed in the folder. */
public interface Taker {
    /**
     * A complete jar lies in the folder, new or replaced.
     *
     * @return empty if it was taken in; else why not, in sentences for people
     */
    String taken(Path jar);

    /** A jar is no longer there. */
    void gone(String fileName);

    /** A jar that was taken in has another name now. */
    void renamed(String from, String to);
}
