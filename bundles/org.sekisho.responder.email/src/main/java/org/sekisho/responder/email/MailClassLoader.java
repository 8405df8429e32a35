// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import jakarta.mail.Session;
import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import org.eclipse.angus.activation.MailcapFile;

/**
 * Sees the mail library and what writes the parts of its mails. The library looks for these by the
 * loader of the thread, as if all lay on one class path; here they are two bundles.
 */
final class MailClassLoader extends ClassLoader {
    private final ClassLoader activation = MailcapFile.class.getClassLoader();

    MailClassLoader() {
        super(Session.class.getClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return activation.loadClass(name);
    }

    @Override
    protected URL findResource(String name) {
        return activation.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return activation.getResources(name);
    }
}
