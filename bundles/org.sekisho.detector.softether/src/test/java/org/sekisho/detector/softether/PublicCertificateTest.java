// SPDX-License-Identifier: Apache-2.0
package org.sekisho.detector.softether;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** The authorities of this Java. */
class PublicCertificateTest {
    @Test
    void authoritiesAreThoseThatConnectionsOfThisJavaTrust() throws Exception {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        assertThat(PublicCertificate.authorities())
                .isNotEmpty()
                .isEqualTo(
                        Arrays.stream(factory.getTrustManagers())
                                .map(X509TrustManager.class::cast)
                                .flatMap(trusted -> Arrays.stream(trusted.getAcceptedIssuers()))
                                .map(X509Certificate::getSubjectX500Principal)
                                .collect(Collectors.toSet()));
    }
}
