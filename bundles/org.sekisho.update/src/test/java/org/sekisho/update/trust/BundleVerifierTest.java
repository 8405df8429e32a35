// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

class BundleVerifierTest {
    @TempDir static Path shared;
    private static Keys keys;
    private static Path signed;

    @TempDir Path home;
    private BundleVerifier verifier;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new Keys(shared).make("vendor").make("stranger");
        signed =
                keys.jarsigner(
                        Jars.vendor().write(shared.resolve("unsigned.jar")),
                        "vendor",
                        shared.resolve("signed.jar"));
    }

    @BeforeEach
    void trustTheVendor() throws Exception {
        keys.trust("vendor", home, "com.example.*", "payload, convict");
        verifier = verifier(true, Clock.systemUTC());
    }

    private BundleVerifier verifier(boolean signaturesRequired, Clock clock) {
        return new BundleVerifier(home, name -> List.of(), signaturesRequired, clock);
    }

    private String refusalOf(Path jar) {
        return refusalOf(jar, name -> List.of());
    }

    private String refusalOf(Path jar, Inventory inventory) {
        Verdict verdict = verifier.verify(jar, inventory);
        assertThat(verdict.accepted()).isFalse();
        assertThatThrownBy(verdict::content).isInstanceOf(IllegalStateException.class);
        return String.join("\n", verdict.refusals());
    }

    private Path sign(Jars jar, String alias, String... options) throws IOException {
        Path unsigned = jar.write(home.resolve("made-unsigned.jar"));
        return keys.sign(unsigned, alias, home.resolve("made.jar"));
    }

    @Test
    void acceptsWhatATrustedKeySignedAndKeepsTheBytesItJudged() throws Exception {
        Verdict verdict = verifier.verify(signed);

        assertThat(verdict.refusals()).isEmpty();
        assertThat(verdict.symbolicName()).isEqualTo("com.example.detector");
        assertThat(verdict.version()).isEqualTo(new Version(1, 0, 0));
        assertThat(verdict.signer())
                .hasValue(
                        new Signer(
                                "CN=vendor Ltd",
                                "vendor.pem",
                                Set.of(Permission.PAYLOAD, Permission.CONVICT)));
        assertThat(verdict.permissions()).containsExactly(Permission.CONVICT);
        assertThat(verdict.rights()).containsExactly("convict");
        assertThat(verdict.content()).hasBinaryContent(Files.readAllBytes(signed));
        assertThat(verdict.sha256()).isEqualTo(Sha256.of(Files.readAllBytes(signed)));
    }

    @Test
    void acceptsACertificateIssuedForCodeByATrustedAuthority() throws Exception {
        Keys chain = authority("authority", "leaf", "digitalSignature", "codeSigning");
        Path jar = chain.sign(shared.resolve("unsigned.jar"), "leaf", home.resolve("leaf.jar"));
        chain.trust("authority", home, "com.example.*", "convict");

        assertThat(verifier.verify(jar).refusals()).isEmpty();
    }

    @Test
    void refusesACertificateIssuedForAWebServer() throws Exception {
        Keys chain = authority("authority", "web", "digitalSignature", "serverAuth");
        Path jar = chain.sign(shared.resolve("unsigned.jar"), "web", home.resolve("web.jar"));
        chain.trust("authority", home, "com.example.*", "convict");

        assertThat(refusalOf(jar)).contains("not issued for signing code");
    }

    private Keys authority(String authority, String leaf, String usage, String extended)
            throws IOException {
        Keys chain = new Keys(home).make(authority, "-ext", "bc:critical").make(leaf);
        Path request = home.resolve(leaf + ".csr");
        Path issued = home.resolve(leaf + ".crt");
        chain.keytool(List.of("-certreq", "-alias", leaf, "-file", request.toString()));
        chain.keytool(
                List.of(
                        "-gencert",
                        "-rfc",
                        "-alias",
                        authority,
                        "-infile",
                        request.toString(),
                        "-outfile",
                        issued.toString(),
                        "-ext",
                        "ku:critical=" + usage,
                        "-ext",
                        "eku=" + extended));
        chain.keytool(List.of("-importcert", "-alias", leaf, "-file", issued.toString()));
        return chain;
    }

    @Test
    void refusesAnUnsignedJar() {
        assertThat(refusalOf(shared.resolve("unsigned.jar"))).contains("is not signed");
    }

    @Test
    void refusesAKeyThatNobodyTrusts() throws Exception {
        assertThat(refusalOf(sign(Jars.vendor(), "stranger")))
                .contains("CN=stranger Ltd")
                .contains("no certificate in conf/trust vouches");
    }

    @Test
    void refusesAForgedCertificateOfTheSameName() throws Exception {
        Keys forger = new Keys(home).make("vendor");
        Path jar = forger.sign(shared.resolve("unsigned.jar"), "vendor", home.resolve("f.jar"));

        assertThat(refusalOf(jar)).contains("no certificate in conf/trust vouches");
    }

    @Test
    void refusesACertificateIssuedByAKeyThatIsNoAuthority() throws Exception {
        Keys chain = authority("vendor2", "child", "digitalSignature", "codeSigning");
        Keys plain = new Keys(Files.createDirectory(home.resolve("plain"))).make("plain");
        Path jar = chain.sign(shared.resolve("unsigned.jar"), "child", home.resolve("c.jar"));
        plain.trust("plain", home, "com.example.*", "convict");

        assertThat(refusalOf(jar)).contains("no certificate in conf/trust vouches");
    }

    @Test
    void refusesExpiredAndNotYetValidCertificates() throws Exception {
        keys.trust("vendor", home, "com.example.*", "convict");
        verifier = verifier(true, Clock.offset(Clock.systemUTC(), Duration.ofDays(91)));
        assertThat(refusalOf(signed)).contains("CN=vendor Ltd expired on");

        verifier = verifier(true, Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)));
        assertThat(refusalOf(signed)).contains("is not valid before");
    }

    @Test
    void refusesAJarSignedWithAKeyThatHadExpiredAlready() throws Exception {
        Keys old = new Keys(home).make("old", "-startdate", "-40d", "-validity", "10");
        Path jar = old.sign(shared.resolve("unsigned.jar"), "old", home.resolve("old.jar"));
        old.trust("old", home, "com.example.*", "convict");

        assertThat(refusalOf(jar)).contains("CN=old Ltd expired on");
    }

    @Test
    void refusesWeakAlgorithmsByName() throws Exception {
        Keys weak = new Keys(home).make("weak", "-keyalg", "RSA", "-keysize", "1024");
        weak.make("rsa", "-keyalg", "RSA", "-keysize", "2048");
        weak.trust("weak", home, "com.example.*", "convict");
        weak.trust("rsa", home, "com.example.*", "convict");
        Path unsigned = shared.resolve("unsigned.jar");

        assertThat(refusalOf(weak.sign(unsigned, "weak", home.resolve("1.jar"))))
                .contains("the key of CN=weak Ltd is too weak (RSA)");
        assertThat(
                        refusalOf(
                                weak.jarsigner(
                                        unsigned,
                                        "rsa",
                                        home.resolve("2.jar"),
                                        "-sigalg",
                                        "SHA1withRSA")))
                .contains("signed with SHA-1");
        assertThat(
                        refusalOf(
                                weak.jarsigner(
                                        unsigned,
                                        "rsa",
                                        home.resolve("3.jar"),
                                        "-digestalg",
                                        "SHA-1")))
                .contains("no strong digest");
        assertThat(verifier.verify(weak.sign(unsigned, "rsa", home.resolve("4.jar"))).refusals())
                .isEmpty();
    }

    @Test
    void refusesAnEntryThatWasAddedChangedOrRemoved() throws Exception {
        String any =
                Jars.vendor().entries.keySet().stream().filter(this::isClass).findFirst().get();
        Map<String, byte[]> entries = StrictZip.read(signedBytes());
        entries.put("com/example/Added.txt", "later".getBytes(StandardCharsets.UTF_8));
        assertThat(refusalOf(Jars.rewrite(home.resolve("a.jar"), entries)))
                .contains("signed in part only: entry com/example/Added.txt");

        entries = StrictZip.read(signedBytes());
        entries.computeIfPresent(any, (name, content) -> flipped(content, content.length / 2));
        assertThat(refusalOf(Jars.rewrite(home.resolve("c.jar"), entries)))
                .contains("was changed after it was signed")
                .contains(any);

        entries = StrictZip.read(signedBytes());
        entries.remove(any);
        assertThat(refusalOf(Jars.rewrite(home.resolve("r.jar"), entries)))
                .contains(any + " was removed after signing");
    }

    @Test
    void refusesAManifestThatWasChangedAfterSigning() throws Exception {
        Map<String, byte[]> entries = StrictZip.read(signedBytes());
        entries.computeIfPresent(
                SignatureCheck.MANIFEST,
                (name, content) ->
                        new String(content, StandardCharsets.UTF_8)
                                .replace("Bundle-Version: 1.0.0", "Bundle-Version: 9.0.0")
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(refusalOf(Jars.rewrite(home.resolve("m.jar"), entries)))
                .contains("manifest was changed after it was signed");
    }

    @Test
    void refusesASignatureOfAnotherJar() throws Exception {
        Jars newer = Jars.vendor().header("Bundle-Version", "2.0.0");
        Map<String, byte[]> other = StrictZip.read(Files.readAllBytes(sign(newer, "vendor")));
        Map<String, byte[]> entries = StrictZip.read(signedBytes());
        entries.put("META-INF/VENDOR.EC", other.get("META-INF/VENDOR.EC"));

        assertThat(refusalOf(Jars.rewrite(home.resolve("o.jar"), entries)))
                .contains("cannot verify signature block file META-INF/VENDOR");
    }

    @Test
    void refusesASecondSignatureThatCoversLess() throws Exception {
        Map<String, byte[]> entries = StrictZip.read(signedBytes());
        entries.put("com/example/Added.txt", "later".getBytes(StandardCharsets.UTF_8));
        Path widened = Jars.rewrite(home.resolve("w.jar"), entries);
        Path both = keys.sign(widened, "stranger", home.resolve("both.jar"));

        assertThat(refusalOf(both)).isNotEmpty();
    }

    @Test
    void acceptsASecondSignatureByAStranger() throws Exception {
        Path both = keys.sign(signed, "stranger", home.resolve("both.jar"));

        assertThat(verifier.verify(both).refusals()).isEmpty();
    }

    @Test
    void refusesWhatWasCutOffOrIsNoJar() throws Exception {
        byte[] whole = signedBytes();
        for (int length : new int[] {0, 1, 21, 1000, whole.length / 2, whole.length - 1}) {
            Path half = home.resolve("half.jar");
            Files.write(half, Arrays.copyOf(whole, length));
            assertThat(refusalOf(half)).contains("cut off");
        }
        assertThat(refusalOf(home.resolve("nothing.jar"))).contains("no such file");
        assertThat(refusalOf(home)).contains("no ordinary file");
    }

    @Test
    void refusesANameTheKeyMayNotSignFor() throws Exception {
        assertThat(refusalOf(sign(Jars.of(Jars.detector()), "vendor")))
                .contains("may not sign for the name org.sekisho.detector.softether");
        keys.trust("vendor", home, "*, org.*", "convict");
        assertThat(refusalOf(sign(Jars.of(Jars.detector()), "vendor")))
                .contains("may not sign for the name org.sekisho.detector.softether");
        assertThat(verifier.verify(signed).refusals()).isEmpty();
        assertThat(refusalOf(signed, name -> List.of(new Resident(Version.emptyVersion, "", true))))
                .contains("may not sign for the name com.example.detector");
        keys.trust("vendor", home, "org.sekisho.detector.*", "convict");
        assertThat(verifier.verify(sign(Jars.of(Jars.detector()), "vendor")).refusals()).isEmpty();
    }

    @Test
    void refusesOlderVersionsAndOtherContentOfTheSame() {
        assertThat(refusalOf(signed, installed("1.0.1", ""))).contains("older than the installed");
        assertThat(refusalOf(signed, installed("1.0.0", "00"))).contains("with other content");
        assertThat(verifier.verify(signed, installed("1.0.0", sha(signed))).accepted()).isTrue();
        assertThat(verifier.verify(signed, installed("0.9.0", "00")).accepted()).isTrue();
    }

    private static Inventory installed(String version, String sha256) {
        return name -> List.of(new Resident(Version.parseVersion(version), sha256, false));
    }

    private static String sha(Path jar) {
        try {
            return Sha256.of(Files.readAllBytes(jar));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesManifestsThatReachBeyondTheBundle() throws Exception {
        assertThat(header("Fragment-Host", "org.sekisho.engine")).contains("fragment of");
        assertThat(header("Fragment-Host", "system.bundle; extension:=framework"))
                .contains("extends the framework");
        assertThat(header("Fragment-Host", "system.bundle;extension := \"bootclasspath\""))
                .contains("extends the framework");
        assertThat(header("DynamicImport-Package", "*")).contains("DynamicImport-Package");
        assertThat(header("Export-Package", "a;b=\"x,y\",org.sekisho.detect"))
                .contains("exports org.sekisho.detect");
        assertThat(header("Export-Package", "org.slf4j")).contains("exports org.slf4j");
        assertThat(header("Import-Package", "org.osgi.framework.hooks.service"))
                .contains("controls others");
        assertThat(header("Require-Bundle", "system.bundle")).contains("requires the bundle");
        assertThat(header("Bundle-NativeCode", "lib.so")).contains("Bundle-NativeCode");
        assertThat(header("Bundle-ClassPath", ".,../other.jar")).contains("not in it");
        assertThat(header("Bundle-SymbolicName", null)).contains("no Bundle-SymbolicName");
        assertThat(header("Bundle-Version", "one")).contains("version 'one' is malformed");
        assertThat(header("Sekisho-Permissions", "convict, fly")).contains("'fly' is no");
    }

    @Test
    void refusesAPermissionThatTheKeyMayNotGive() throws Exception {
        assertThat(header("Sekisho-Permissions", "convict, enforce"))
                .contains("asks for enforce, which the key of vendor.pem may not give");
    }

    private String header(String name, String value) throws IOException {
        return refusalOf(sign(Jars.vendor().header(name, value), "vendor"));
    }

    @Test
    void refusesClassesThatUseWhatTheManifestDoesNotDeclare() throws Exception {
        assertThat(refusalOf(sign(withClass(OpensSocket.class), "vendor")))
                .contains("OpensSocket.class refers to java.net.Socket")
                .contains("does not declare network");
        assertThat(refusalOf(sign(withClass(StartsProgram.class), "vendor")))
                .contains("StartsProgram.class refers to java.lang.ProcessBuilder");
        assertThat(refusalOf(sign(withClass(LoadsLibrary.class), "vendor")))
                .contains("LoadsLibrary.class calls java.lang.System.load");
        assertThat(refusalOf(sign(withClass(HasNativeMethod.class), "vendor")))
                .contains("HasNativeMethod.class has a native method");
        assertThat(refusalOf(sign(withClass(NamesUnsafe.class), "vendor")))
                .contains("NamesUnsafe.class refers to sun.misc.Unsafe");
        byte[] inner = Files.readAllBytes(withClass(OpensSocket.class).write(home.resolve("i")));
        assertThat(refusalOf(sign(Jars.vendor().entry("lib/inner.bin", inner), "vendor")))
                .contains("lib/inner.bin!/")
                .contains("java.net.Socket");
        keys.trust("vendor", home, "com.example.*", "convict, network");
        Jars declared = withClass(OpensSocket.class).header("Sekisho-Permissions", "network");
        assertThat(verifier.verify(sign(declared, "vendor")).refusals()).isEmpty();
    }

    private static Jars withClass(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (var in = type.getClassLoader().getResourceAsStream(name)) {
            return Jars.vendor().entry(name, in.readAllBytes());
        }
    }

    @Test
    void refusesATrustFolderThatOthersCanWrite() throws Exception {
        Path trust = home.resolve("conf/trust");
        for (Path open : List.of(trust, trust.getParent(), trust.resolve("vendor.cfg"))) {
            var before = Files.getPosixFilePermissions(open);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThat(refusalOf(signed)).contains(open + " can be written by others");
            Files.setPosixFilePermissions(open, before);
        }
        assertThat(verifier.verify(signed).accepted()).isTrue();
    }

    @Test
    void refusesADeployFolderThatOthersCanWrite() throws Exception {
        Path deploy = Files.createDirectory(home.resolve("deploy"));
        Path jar = Files.copy(signed, deploy.resolve("a.jar"));
        assertThat(verifier.verify(jar).accepted()).isTrue();
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxr-x"));

        assertThat(refusalOf(jar)).contains(deploy + " can be written by others").contains("chmod");
    }

    @Test
    void aKeyWithoutSettingsMaySignForNothing() throws Exception {
        Files.delete(home.resolve("conf/trust/vendor.cfg"));

        assertThat(refusalOf(signed)).contains("vendor.cfg is missing");
    }

    @Test
    void developersMaySwitchSignaturesOffAndAreToldSo() throws Exception {
        verifier = verifier(false, Clock.systemUTC());

        Verdict verdict = verifier.verify(shared.resolve("unsigned.jar"));
        assertThat(verdict.accepted()).isTrue();
        assertThat(verdict.checks())
                .filteredOn(check -> check.outcome() == Check.Outcome.SWITCHED_OFF)
                .extracting(Check::name)
                .containsExactly("signature", "name");
        assertThat(verifier.troubles()).singleElement().asString().contains("without a signature");
        assertThat(refusalOf(withClass(OpensSocket.class).write(home.resolve("s.jar"))))
                .contains("java.net.Socket");
    }

    private static byte[] signedBytes() throws Exception {
        return Files.readAllBytes(signed);
    }

    private boolean isClass(String name) {
        return name.endsWith(".class");
    }

    private static byte[] flipped(byte[] content, int at) {
        byte[] copy = content.clone();
        copy[at] ^= 1;
        return copy;
    }

    static final class OpensSocket {
        Object open() throws IOException {
            return new java.net.Socket("127.0.0.1", 1);
        }
    }

    static final class StartsProgram {
        Object start() throws IOException {
            return new ProcessBuilder("true").start();
        }
    }

    static final class LoadsLibrary {
        void load() {
            System.load("/lib.so");
        }
    }

    static final class HasNativeMethod {
        native void call();
    }

    static final class NamesUnsafe {
        Class<?> name() throws ClassNotFoundException {
            return Class.forName("sun.misc.Unsafe");
        }
    }
}
