// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.sekisho.operate.Escaped;
import org.sekisho.respond.TlsContext;

/** Brings letters to the mail server, a connection each, and says in words what came of it. */
final class SmtpServer {
    private static final int MOST_REASON = 300;
    private static final int PERMANENT = 500;

    /** RFC 5321 §4.2.3: the mail is too large, and it was refused for what it is. */
    private static final List<Integer> ABOUT_THE_MAIL = List.of(552, 554);

    private final EmailConfiguration configuration;
    private final Path conf;
    private final ClassLoader parts = new MailClassLoader();
    private volatile String refusedRecipients;

    SmtpServer(EmailConfiguration configuration, Path conf) {
        this.configuration = configuration;
        this.conf = conf;
    }

    /** Host and port. */
    String shown() {
        return (configuration.smtp_host() == null ? "" : configuration.smtp_host().strip())
                + ":"
                + port();
    }

    private int port() {
        if (configuration.smtp_port() != 0) {
            return configuration.smtp_port();
        }
        return switch (configuration.smtp_security()) {
            case "tls" -> 465;
            case "starttls" -> 587;
            default -> 25;
        };
    }

    /**
     * Sends a letter.
     *
     * @return what the server said to it
     * @throws MailFault if nobody will get it
     */
    String send(Letter letter, InternetAddress from, List<InternetAddress> to) throws MailFault {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(parts);
        try {
            Session session = Session.getInstance(properties(from));
            return send(session, message(session, letter, from, to), to);
        } catch (MessagingException fault) {
            throw explained(fault);
        } catch (MailFault fault) {
            throw fault;
        } catch (IOException | RuntimeException fault) {
            throw new MailFault(MailFault.Kind.LASTING, reason(fault), fault);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private String send(Session session, MimeMessage message, List<InternetAddress> to)
            throws MessagingException, MailFault {
        Address[] recipients = to.toArray(Address[]::new);
        try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
            transport.connect(
                    configuration.smtp_host().strip(),
                    port(),
                    user(),
                    user() == null ? null : configuration.smtp_password());
            String answer;
            try {
                transport.sendMessage(message, recipients);
                answer = transport.getLastServerResponse();
                refusedRecipients = null;
            } catch (SendFailedException partly) {
                if (partly.getValidSentAddresses() == null
                        || partly.getValidSentAddresses().length == 0) {
                    throw partly;
                }
                answer = "250 for some";
                refusedRecipients = names(partly);
            }
            return Escaped.of(answer == null ? "" : answer.strip(), MOST_REASON);
        }
    }

    private String user() {
        return configuration.smtp_user().isBlank() ? null : configuration.smtp_user().strip();
    }

    private Properties properties(InternetAddress from) throws IOException {
        String timeout = String.valueOf(1000L * configuration.smtp_timeout_seconds());
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.connectiontimeout", timeout);
        properties.setProperty("mail.smtp.timeout", timeout);
        properties.setProperty("mail.smtp.writetimeout", timeout);
        properties.setProperty("mail.smtp.from", from.getAddress());
        properties.setProperty("mail.smtp.localhost", sensor());
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.auth", String.valueOf(user() != null));
        boolean starttls = configuration.smtp_security().equals("starttls");
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(starttls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(starttls));
        properties.setProperty(
                "mail.smtp.ssl.enable",
                String.valueOf(configuration.smtp_security().equals("tls")));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        if (!configuration.smtp_security().equals("none")) {
            String authorities = configuration.smtp_ca_file().strip();
            properties.put(
                    "mail.smtp.ssl.socketFactory",
                    TlsContext.of(authorities.isEmpty() ? null : conf.resolve(authorities))
                            .getSocketFactory());
        }
        return properties;
    }

    /** Name of this machine, for mails and for the greeting. */
    static String sensor() {
        try {
            String name = InetAddress.getLocalHost().getHostName().replaceAll("[^\\w.-]", "");
            return name.isEmpty() ? "localhost" : name;
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    private static MimeMessage message(
            Session session, Letter letter, InternetAddress from, List<InternetAddress> to)
            throws MessagingException {
        String id = "<" + UUID.randomUUID() + "@" + domain(from) + ">";
        MimeMessage message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        // the library's own tells the user's name
                        setHeader("Message-ID", id);
                    }
                };
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, to.toArray(Address[]::new));
        message.setSubject(letter.subject(), "UTF-8");
        message.setSentDate(new Date());
        // RFC 3834: no answers from holidays
        message.setHeader("Auto-Submitted", "auto-generated");
        MimeMultipart both = new MimeMultipart("alternative");
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), "UTF-8", "plain");
        both.addBodyPart(text);
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), "UTF-8", "html");
        both.addBodyPart(html);
        if (letter.table() == null) {
            message.setContent(both);
        } else {
            MimeBodyPart readable = new MimeBodyPart();
            readable.setContent(both);
            MimeBodyPart table = new MimeBodyPart();
            table.setText(new String(letter.table(), StandardCharsets.UTF_8), "UTF-8", "csv");
            table.setHeader("Content-Transfer-Encoding", "base64");
            table.setDisposition("attachment");
            table.setFileName("cases.csv");
            message.setContent(new MimeMultipart("mixed", readable, table));
        }
        message.saveChanges();
        return message;
    }

    private static String domain(InternetAddress from) {
        return from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
    }

    private MailFault explained(MessagingException fault) {
        if (fault instanceof AuthenticationFailedException) {
            return new MailFault(
                    MailFault.Kind.LASTING,
                    "the server does not accept user and password ("
                            + reason(fault)
                            + "); correct smtp.user and smtp.password",
                    fault);
        }
        String refusal = TlsContext.refusal(chain(fault)).orElse(null);
        if (refusal != null) {
            return new MailFault(
                    MailFault.Kind.LASTING,
                    "the server's certificate is refused ("
                            + refusal
                            + "); set smtp.ca.file to the authority that issued it, and smtp.host to"
                            + " a name that is in it",
                    fault);
        }
        if (fault instanceof MailConnectException) {
            return new MailFault(
                    MailFault.Kind.PASSING,
                    "no connection ("
                            + reason(fault)
                            + "); see that it runs, and smtp.host, smtp.port and firewalls between",
                    fault);
        }
        if (fault instanceof SendFailedException failed) {
            return explained(failed);
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new MailFault(
                        MailFault.Kind.LASTING,
                        "TLS failed ("
                                + reason(cause)
                                + "); see that smtp.security and smtp.port are what the server"
                                + " offers",
                        fault);
            }
        }
        if (reason(fault).contains("STARTTLS")) {
            return new MailFault(
                    MailFault.Kind.LASTING,
                    "the server offers no STARTTLS; set smtp.security to tls, or to none where the"
                            + " way to it is safe",
                    fault);
        }
        Throwable inner = chain(fault);
        return new MailFault(
                MailFault.Kind.PASSING,
                reason(fault) + (inner == fault ? "" : ": " + reason(inner)),
                fault);
    }

    private static MailFault explained(SendFailedException fault) {
        if (fault instanceof SMTPSendFailedException refused) {
            int code = refused.getReturnCode();
            if (ABOUT_THE_MAIL.contains(code)) {
                return new MailFault(
                        MailFault.Kind.CONTENT,
                        "the server refuses the mail (" + reason(fault) + ")",
                        fault);
            }
            return new MailFault(
                    code >= PERMANENT ? MailFault.Kind.LASTING : MailFault.Kind.PASSING,
                    "the server refuses (" + reason(fault) + "); see from, and its log",
                    fault);
        }
        return new MailFault(
                MailFault.Kind.LASTING,
                "the server refuses every recipient (" + names(fault) + "); correct to",
                fault);
    }

    private static String names(SendFailedException fault) {
        StringBuilder names = new StringBuilder();
        for (Address[] some :
                new Address[][] {fault.getInvalidAddresses(), fault.getValidUnsentAddresses()}) {
            for (Address one : some == null ? new Address[0] : some) {
                names.append(names.length() == 0 ? "" : ", ").append(one);
            }
        }
        return Escaped.of(names.toString(), MOST_REASON);
    }

    /** The library nests its exceptions in two ways. */
    private static Throwable chain(MessagingException fault) {
        return fault.getNextException() != null ? fault.getNextException() : fault;
    }

    private static String reason(Throwable fault) {
        String message = fault.getMessage() == null ? fault.toString() : fault.getMessage();
        return Escaped.of(message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; "), MOST_REASON);
    }

    /** Recipients that the server did not accept while it took the mail for others, or null. */
    String refusedRecipients() {
        return refusedRecipients;
    }
}
