// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.TlsContext;

/**
 * Where notices are posted: makes a request, signs it, and says in words what came of it. Neither
 * path nor query of the URL is ever shown, for tokens stand there.
 */
final class Endpoint implements AutoCloseable {
    private static final String HMAC = "HmacSHA256";
    private static final int MOST_REASON = 300;

    private final WebhookConfiguration configuration;
    private final Path conf;
    private final String agent;
    private final ExecutorService answers =
            Executors.newCachedThreadPool(
                    work -> {
                        Thread thread = new Thread(work, "sekisho-webhook-answers");
                        thread.setDaemon(true);
                        return thread;
                    });
    private HttpClient client;

    Endpoint(WebhookConfiguration configuration, Path conf, String version) {
        this.configuration = configuration;
        this.conf = conf;
        agent = "Sekisho/" + (version == null ? "0" : version);
    }

    /**
     * What came of a request.
     *
     * @param status of HTTP
     * @param retryAfterSeconds how long the receiver wants to be left alone, if it said so
     */
    record Answer(int status, OptionalLong retryAfterSeconds) {
        boolean isDelivered() {
            return status >= 200 && status < 300;
        }

        /** Whether this very notice was found wrong, rather than the time, the place or us. */
        boolean isAboutTheNotice() {
            return switch (status) {
                case 400, 406, 409, 411, 412, 413, 414, 415, 416, 417, 422, 431 -> true;
                default -> false;
            };
        }

        /** What to do about it, for people. */
        String described() {
            String text = "it answered " + status;
            if (status >= 300 && status < 400) {
                return text + ", and redirects are not followed; set url to where it leads";
            }
            return switch (status) {
                case 401, 403, 407 -> text + " (not allowed); see to authorization, secret and url";
                case 404, 405, 410 -> text + " (nothing there takes notices); correct url";
                case 429 -> text + " (too many requests)";
                default ->
                        status >= 500
                                ? text + " (a fault of the receiver's own); see its log"
                                : text + "; see its log for what it does not like";
            };
        }
    }

    /** Scheme, host and port. */
    String shown() {
        try {
            URI url = url(configuration);
            return url.getScheme() + "://" + url.getRawAuthority();
        } catch (IOException unusable) {
            return "?";
        }
    }

    /** What can't be meant, with the remedy; empty if nothing is. */
    static List<String> faults(WebhookConfiguration configuration, Path conf) {
        List<String> faults = new ArrayList<>();
        try {
            url(configuration);
        } catch (IOException wrong) {
            faults.add(wrong.getMessage());
        }
        try {
            tls(configuration, conf);
        } catch (IOException wrong) {
            faults.add("ca.file: " + wrong.getMessage());
        }
        return faults;
    }

    private static SSLContext tls(WebhookConfiguration configuration, Path conf)
            throws IOException {
        String authorities = configuration.ca_file().strip();
        return TlsContext.of(authorities.isEmpty() ? null : conf.resolve(authorities));
    }

    /** The address, if notices may go there. */
    private static URI url(WebhookConfiguration configuration) throws IOException {
        URI url;
        try {
            url = new URI(configuration.url().strip());
        } catch (URISyntaxException fault) {
            // without the cause: its message holds the address
            throw new IOException("url is no URL; write one such as https://chat.example.org/hook");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getHost() == null || !scheme.equals("https") && !scheme.equals("http")) {
            throw new IOException(
                    "url must begin with https:// and a host, such as https://chat.example.org/hook");
        }
        if (url.getRawUserInfo() != null) {
            throw new IOException(
                    "url must hold no user and password; set authorization instead, such as Basic"
                            + " $[secret:NAME]");
        }
        if (scheme.equals("http") && !configuration.allow_http() && !isHere(url.getHost())) {
            throw new IOException(
                    "url would send notices in clear to another machine; use https, or set"
                            + " allow.http=true");
        }
        return url;
    }

    /** Whether the host is this machine, without asking anybody. */
    private static boolean isHere(String host) throws UnknownHostException {
        String bare = host.replaceAll("[\\[\\]]", "");
        boolean literal = bare.contains(":") || bare.matches("[0-9.]+");
        return bare.equals("localhost")
                || literal && InetAddress.getByName(bare).isLoopbackAddress();
    }

    /**
     * Posts a notice and waits for the answer.
     *
     * @throws IOException if none came; the message says what to do
     */
    Answer post(String id, byte[] content) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url(configuration))
                        .timeout(Duration.ofSeconds(configuration.timeout_seconds()))
                        .header("Content-Type", "application/json")
                        .header("User-Agent", agent)
                        .header("Idempotency-Key", id);
        if (!configuration.secret().isEmpty()) {
            request.header("Sekisho-Signature", signature(content));
        }
        if (!configuration.authorization().isBlank()) {
            try {
                request.header("Authorization", configuration.authorization().strip());
            } catch (IllegalArgumentException fault) {
                // without the cause: its message holds the value
                throw new IOException("authorization can't be a header; give it in one line");
            }
        }
        request.POST(HttpRequest.BodyPublishers.ofByteArray(content));
        CompletableFuture<HttpResponse<Void>> answer =
                client().sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            // the request's own time-out ends with the header, and a body may be endless
            HttpResponse<Void> response =
                    answer.get(configuration.timeout_seconds() + 1L, TimeUnit.SECONDS);
            return new Answer(response.statusCode(), retryAfter(response));
        } catch (ExecutionException fault) {
            throw new IOException(reason(fault.getCause()), fault.getCause());
        } catch (TimeoutException fault) {
            throw new IOException("its answer has no end; see its log", fault);
        } finally {
            answer.cancel(true);
        }
    }

    private static OptionalLong retryAfter(HttpResponse<Void> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    /** {@code t=<seconds>,v1=<HMAC-SHA256 of the seconds, a dot and the body, in hexadecimal>}. */
    private String signature(byte[] content) throws IOException {
        long now = Instant.now().getEpochSecond();
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(
                    new SecretKeySpec(
                            configuration.secret().getBytes(StandardCharsets.UTF_8), HMAC));
            mac.update((now + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + now + ",v1=" + HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException fault) {
            throw new IOException("requests can't be signed: " + fault, fault);
        }
    }

    private synchronized HttpClient client() throws IOException {
        if (client == null) {
            SSLParameters tls = new SSLParameters();
            tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            client =
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(Duration.ofSeconds(configuration.timeout_seconds()))
                            .sslContext(tls(configuration, conf))
                            .sslParameters(tls)
                            .executor(answers)
                            .build();
        }
        return client;
    }

    private static String reason(Throwable fault) {
        return TlsContext.refusal(fault)
                .map(
                        refusal ->
                                "its certificate is refused ("
                                        + refusal
                                        + "); set ca.file to the authority that issued it, and url to"
                                        + " a name that is in it")
                .orElseGet(() -> plainReason(fault));
    }

    private static String plainReason(Throwable fault) {
        if (fault instanceof HttpTimeoutException) {
            return "it does not answer in time; see that it runs, or raise timeout.seconds";
        }
        if (fault instanceof ConnectException) {
            Throwable cause = fault.getCause();
            return cause instanceof UnresolvedAddressException
                    ? "its name is unknown; correct url, or see to name resolution"
                    : "no connection; see that it runs, and url and firewalls between";
        }
        String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        return "the connection failed: " + Escaped.of(message, MOST_REASON);
    }

    @Override
    public void close() {
        answers.shutdownNow();
    }
}
