// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key pair and a certificate that nobody but this test trusts, made by the JDK's {@code keytool}: for a store's tests of
 * what its client does about TLS. Immutable.
 */
public final class SelfSigned {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private final Path trustStore;
    private final KeyStore keys;

    private SelfSigned(Path trustStore, KeyStore keys) {
        this.trustStore = trustStore;
        this.keys = keys;
    }

    /**
     * Makes a certificate for a server of this machine, known as {@code localhost} and as {@code 127.0.0.1}.
     *
     * @param directory an existing one, in which a file is left
     * @return the certificate with its key
     * @throws IOException if {@code keytool} cannot be run, or fails
     */
    public static SelfSigned local(Path directory) throws IOException {
        return named(directory, "dns:localhost,ip:127.0.0.1");
    }

    /**
     * Makes the certificate of another server, as somebody in between would show it.
     *
     * @param directory an existing one, in which a file is left
     * @return a certificate with its key, under a name that no server of this machine has
     * @throws IOException if {@code keytool} cannot be run, or fails
     */
    public static SelfSigned ofSomebodyElse(Path directory) throws IOException {
        return named(directory, "dns:somebody-else.invalid");
    }

    private static SelfSigned named(Path directory, String names) throws IOException {
        Path file = Files.createTempFile(directory, "self-signed", ".p12");
        Files.delete(file);
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=test",
                "-ext",
                "san=" + names,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return new SelfSigned(trustStore(directory, keys), keys);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key store that keytool made cannot be read", e);
        }
    }

    private static Path trustStore(Path directory, KeyStore keys) throws IOException, GeneralSecurityException {
        Path file = Files.createTempFile(directory, "trusted", ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusting(keys).store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static KeyStore trusting(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
        return trusted;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }

    /**
     * For clients that read whom to trust from a file.
     *
     * @return a file in the format PKCS12 with the certificate and without the key
     */
    public Path trustStore() {
        return trustStore;
    }

    /**
     * What opens {@link #trustStore()}.
     *
     * @return the password, no secret at all
     */
    public String password() {
        return PASSWORD;
    }

    /**
     * The certificate as other programs read it.
     *
     * @return text in the format PEM
     */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The key as other programs read it, not encrypted.
     *
     * @return text in the format PEM
     */
    public String keyPem() {
        try {
            return pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    /**
     * For a server that shows the certificate, or for a client that trusts it and nothing else.
     *
     * @return a new context
     */
    public SSLContext context() {
        try {
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trust().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Trusts the certificate and nothing else.
     *
     * @return a new factory, initialized
     */
    public TrustManagerFactory trust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusting(keys));
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says which file, and nothing of the key. */
    @Override
    public String toString() {
        return "self-signed certificate, trusted by " + trustStore.getFileName();
    }
}
