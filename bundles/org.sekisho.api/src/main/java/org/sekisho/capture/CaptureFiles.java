// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Service that makes sources from capture files. */
@ProviderType
public interface CaptureFiles {
    /**
     * A source for one file. Nothing is opened yet.
     *
     * @param path path of a capture file, or {@code -} for standard input
     */
    CaptureSource file(String path);

    /**
     * A source that gives the frames of several files in the order of time (ties in the order of
     * the list), as one capture.
     */
    CaptureSource merged(List<String> paths);
}
