package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive with its own Java, as somebody unpacks it on a machine that has none. */
class PackagesIT {
    /** Parts of libraries that lb does not use: beans as configuration, windows of JNA. */
    private static final String NOT_NEEDED = "java.desktop";

    /** By something of theirs in the jar; those that bring a library of the system, and some others. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "META-INF/native/libnetty_quiche42_linux_x86_64.so", "netty-codec-native-quic",
            "META-INF/native/libnetty_quiche42_linux_aarch_64.so", "netty-codec-native-quic",
            "META-INF/native/libnetty_tcnative_linux_x86_64.so", "netty-tcnative-boringssl-static",
            "META-INF/native/libnetty_transport_native_epoll_x86_64.so", "netty-transport-native-epoll",
            "io/netty/handler/codec/http3/Http3.class", "netty-codec-http3",
            "io/netty/handler/codec/quic/Quic.class", "netty-codec-classes-quic",
            "com/typesafe/config/Config.class", "config",
            "picocli/CommandLine.class", "picocli");

    @TempDir
    private static Path folder;

    private static Path lb;

    /** A PATH with the three programs that the launcher needs, and without java. */
    private static Map<String, String> bare;

    @BeforeAll
    static void unpack() throws Exception {
        Packages.run(folder, "tar", "-xzf", Packages.file("lb-*-linux-*.tar.gz").toString())
                .wellDone();
        try (var folders = Files.newDirectoryStream(folder, "lb-*")) {
            lb = folders.iterator().next();
        }
        var programs = Files.createDirectory(folder.resolve("programs"));
        for (var program : List.of("sh", "uname", "readlink")) {
            Files.copy(Path.of("/bin", program), programs.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
        }
        bare = Map.of("PATH", programs.toString(), "JAVA_HOME", "/nowhere");
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(lb.resolve("bin/lb").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    @Test
    void itRunsWithoutAJavaAndFromWhereverItIsLinked() throws Exception {
        assertThat(Packages.run(folder, bare, command("--version")).wellDone())
                .startsWith("lb ")
                .contains("Java 25");
        var link = Files.createSymbolicLink(folder.resolve("anywhere"), lb.resolve("bin/lb"));
        assertThat(Packages.run(
                                folder,
                                bare,
                                List.of(
                                        link.toString(),
                                        "check",
                                        lb.resolve("conf/minimal.conf").toString()))
                        .wellDone())
                .contains("is valid");
    }

    @Test
    void theCacheOfTheTrainingIsGoodForTheUnpackedJar() throws Exception {
        var strict = new TreeMap<>(bare);
        strict.put("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");
        Packages.run(folder, strict, command("--version")).wellDone();
    }

    @Test
    void onAnotherArchitectureOrCLibraryItSaysWhatIsNeeded() throws Exception {
        // As on a machine without the loader of programs of this architecture.
        var elsewhere = Files.writeString(
                Files.createDirectories(folder.resolve("elsewhere/bin")).resolve("lb"),
                Files.readString(lb.resolve("bin/lb")).replaceAll("/lib(64)?/ld-linux-[^ ;)]*", "/nowhere/ld.so"));
        var command = List.of("sh", elsewhere.toString(), "--version");
        var programs = Files.createDirectory(folder.resolve("riscv"));
        var uname = Files.writeString(programs.resolve("uname"), "#!/bin/sh\necho riscv64\n");
        assertThat(uname.toFile().setExecutable(true)).isTrue();
        var other = Packages.run(folder, Map.of("PATH", programs + ":/usr/bin:/bin"), command);
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.text()).hasLineCount(1).contains("this machine is riscv64", "take the package for riscv64");
        var musl = Packages.run(folder, Map.of(), command);
        assertThat(musl.status()).isEqualTo(1);
        assertThat(musl.text()).hasLineCount(1).contains("needs the GNU C library (/nowhere/ld.so)");
    }

    @Test
    void itServesHttpAndTlsAndHttp2() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        var output = folder.resolve("serving.log");
        Process process = null;
        try {
            Packages.run(folder, bare, command("init", "--lifeline", "keys", "localhost", "other"))
                    .wellDone();
            var plain = freePort();
            var secure = freePort();
            var file = Files.writeString(folder.resolve("serving.conf"), """
                    frontends {
                      plain { bind = "127.0.0.1:%d", default-backend = web }
                      secure {
                        bind {
                          address = "127.0.0.1:%d"
                          tls { certificates = { file = "%3$s/localhost.crt", key = "%3$s/localhost.key" }, alpn = [ h2, http/1.1 ] }
                        }
                        default-backend = web
                      }
                    }
                    backends { web { servers { web1 = "127.0.0.1:%4$d" } } }
                    runtime { socket = none }
                    """.formatted(
                    plain, secure, folder.resolve("keys"), server.getAddress().getPort()));
            var builder = new ProcessBuilder(command("run", file.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(bare);
            builder.environment()
                    .put(
                            "JDK_JAVA_OPTIONS",
                            "-Dlb.lock=packages-" + ProcessHandle.current().pid());
            var begin = System.nanoTime();
            process = builder.start();
            awaitAnswer("http://127.0.0.1:" + plain, process, output);
            var served = System.nanoTime() - begin;
            for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
                try (var client = HttpClient.newBuilder()
                        .version(version)
                        .sslContext(trusting(folder.resolve("keys/localhost.crt")))
                        .build()) {
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + secure))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("ok");
                    assertThat(answer.version()).isEqualTo(version);
                }
            }
            System.out.printf(
                    "from bin/lb to the first answer: %d ms, then %s%n",
                    served / 1_000_000,
                    Files.readString(Path.of("/proc/" + process.pid() + "/status"))
                            .lines()
                            .filter(line -> line.startsWith("VmRSS"))
                            .findFirst()
                            .orElse("?"));
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output))
                    .doesNotContainIgnoringCase("warn")
                    .contains("lb has stopped");
        } finally {
            server.stop(0);
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void itsJavaHasTheModulesThatTheJarAsksForAndIsMadeAgainByteForByte() throws Exception {
        var jdk = Path.of(System.getProperty("java.home"), "bin");
        var asked = new TreeSet<>(List.of(Packages.run(
                        folder,
                        jdk.resolve("jdeps").toString(),
                        "--multi-release=25",
                        "--ignore-missing-deps",
                        "--print-module-deps",
                        Lb.jar())
                .wellDone()
                .strip()
                .split(",")));
        var has = new TreeSet<String>();
        Packages.run(folder, lb.resolve("runtime/bin/java").toString(), "--list-modules")
                .wellDone()
                .lines()
                .forEach(line -> has.add(line.replaceAll("@.*", "")));
        asked.removeAll(has);
        assertThat(asked).containsExactly(NOT_NEEDED);

        var again = folder.resolve("again");
        Packages.run(
                        folder,
                        jdk.resolve("java").toString(),
                        sources().resolve("dist/src/packages/java/Image.java").toString(),
                        again.toString(),
                        Lb.jar(),
                        sources().toString(),
                        System.getProperty("lb.time"),
                        "untrained")
                .wellDone();
        var delivered = sums(lb);
        assertThat(delivered.remove("lib/lb.aot")).isNotNull();
        assertThat(sums(again)).isEqualTo(delivered);
    }

    @Test
    void theArchiveTellsNothingOfWhoeverBuiltIt() throws Exception {
        var lines = Packages.run(
                        folder,
                        Map.of("TZ", "UTC"),
                        List.of(
                                "tar",
                                "--numeric-owner",
                                "--full-time",
                                "-tvzf",
                                Packages.file("lb-*-linux-*.tar.gz").toString()))
                .wellDone()
                .lines()
                .toList();
        var time = System.getProperty("lb.time").replace('T', ' ').replace("Z", "");
        var entry = Pattern.compile("(drwxr-xr-x|-rwxr-xr-x|-rw-r--r--) 0/0 +\\d+ " + time + " (\\S+)");
        assertThat(lines).isNotEmpty().allMatch(line -> entry.matcher(line).matches(), entry.pattern());
    }

    @Test
    void theSumsAreThoseOfTheFiles() throws Exception {
        assertThat(Packages.run(Packages.folder(), "sha256sum", "-c", "sha256sums")
                        .wellDone())
                .contains("lb.jar: OK", ".tar.gz: OK", ".deb: OK", ".cdx.json: OK");
    }

    @Test
    void theBillOfMaterialsNamesTheLibrariesThatAreInTheJar() throws Exception {
        var bill = Files.readString(Packages.file("lb-*.cdx.json"));
        try (var jar = new JarFile(Lb.jar())) {
            LIBRARIES.forEach((entry, name) -> {
                assertThat(jar.getEntry(entry)).as(entry).isNotNull();
                assertThat(bill).contains("\"name\" : \"" + name + "\"");
            });
        }
    }

    private static Path sources() {
        return Packages.folder().getParent().getParent();
    }

    private static TreeMap<String, String> sums(Path of) throws Exception {
        var sums = new TreeMap<String, String>();
        try (var files = Files.walk(of)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                sums.put(of.relativize(file).toString(), HexFormat.of().formatHex(digest));
            }
        }
        return sums;
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        try (var in = Files.newInputStream(certificate)) {
            var expected = CertificateFactory.getInstance("X.509").generateCertificate(in);
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new OneCertificate(expected)}, null);
            return tls;
        }
    }

    /** Believes who shows that one, whatever name is in it. */
    private static final class OneCertificate extends X509ExtendedTrustManager {
        private final Certificate expected;

        OneCertificate(Certificate expected) {
            this.expected = expected;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (!chain[0].equals(expected)) {
                throw new CertificateException("another one: " + chain[0]);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static void awaitAnswer(String url, Process process, Path output) throws Exception {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                try {
                    var answer = client.send(
                            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.body()).isEqualTo("ok");
                    return;
                } catch (IOException e) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        throw new AssertionError("it does not serve:\n" + Files.readString(output), e);
                    }
                    process.waitFor(5, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
