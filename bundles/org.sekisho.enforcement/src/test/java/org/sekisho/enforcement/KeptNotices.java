// SPDX-License-Identifier: Apache-2.0
package org.sekisho.enforcement;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sekisho.respond.Notice;
import org.sekisho.respond.Notifier;

/** Keeps what it is told. */
final class KeptNotices implements Notifier {
    private final List<Notice> kept = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
        return "kept";
    }

    @Override
    public void notify(Notice notice) {
        kept.add(notice);
    }

    @Override
    public String test(Notice notice) throws IOException {
        kept.add(notice);
        return "kept";
    }

    List<Notice> all() {
        return List.copyOf(kept);
    }

    List<Notice.Kind> kinds() {
        return kept.stream().map(Notice::kind).toList();
    }

    List<Notice> of(Notice.Kind kind) {
        return kept.stream().filter(notice -> notice.kind() == kind).toList();
    }
}
