package lb.admin.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.admin.config.Configuration;
import lb.admin.config.FileWatch;
import lb.admin.config.ForeignFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.config.NodeIdentity.Interface;
import lb.admin.config.NodeIdentity.InterfaceAddress;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code lb convert} prints is what {@code lb run} runs: of each file of another program among the resources of the
 * tests, and of those that stand in one folder together.
 */
class ConversionTest {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Pattern OWN_ADDRESS = Pattern.compile("(?m)^\\s*unicast_s(?:rc|ource)_ip\\s+([0-9.]+)");
    private static final Pattern OWN_INTERFACE = Pattern.compile("(?m)^\\s*interface\\s+(\\S+)");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> convertingAndRunningAreTheSame() throws IOException {
        var folders = new TreeMap<Path, List<Path>>();
        try (var files = Files.walk(RESOURCES)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (programOf(file) != ForeignFile.Program.NONE) {
                    folders.computeIfAbsent(file.getParent(), _ -> new ArrayList<>())
                            .add(file);
                }
            }
        }
        return folders.values().stream()
                .flatMap(ConversionTest::combinations)
                .map(files -> dynamicTest(files.toString(), () -> convertedIsTheSame(files)));
    }

    /** Each alone, and where there is just one for each program, both as one. */
    private static Stream<List<Path>> combinations(List<Path> files) {
        var programs = files.stream().map(ConversionTest::programOf).distinct().count();
        return Stream.concat(
                files.stream().map(List::of),
                programs > 1 && programs == files.size() ? Stream.of(files) : Stream.of());
    }

    private static ForeignFile.Program programOf(Path file) {
        try {
            return ForeignFile.programOf(Files.readString(file));
        } catch (IOException e) {
            // No text.
            return ForeignFile.Program.NONE;
        }
    }

    @Test
    void scriptsOfKeepalivedThatAskForTheBalancerMeanThisProcessBesideFrontendsOfOurOwn() throws IOException {
        var keepalived = Files.writeString(folder.resolve("keepalived.conf"), """
                vrrp_script up { script "killall -0 haproxy" }
                vrrp_instance web {
                    interface eth1
                    virtual_router_id 51
                    virtual_ipaddress { 10.0.0.9 }
                    track_script { up }
                }
                """);
        var own = Files.writeString(folder.resolve("lb.conf"), """
                frontends { web { bind = "*:80", default-backend = b } }
                backends { b { servers { a = "10.0.0.2:80" } } }
                """);
        var identity = identity(List.of(keepalived));
        var beside = configuration(ConfigurationFiles.load(List.of(keepalived, own), identity));
        assertThat(beside.serves().get("web").frontends()).containsExactly("web");
        assertThat(beside.virtualRouters().getFirst().tracking().polled()).isEmpty();
        var alone = configuration(ConfigurationFiles.load(List.of(keepalived), identity));
        assertThat(alone.virtualRouters().getFirst().tracking().polled()).hasSize(1);
    }

    @Test
    void aScriptForTheBalancerWatchesEveryFrontendOnTheAddress() throws IOException {
        var keepalived = Files.writeString(folder.resolve("keepalived.conf"), """
                vrrp_script up {
                    script "pidof haproxy"
                    weight -20
                }
                vrrp_instance web {
                    interface eth1
                    virtual_router_id 51
                    virtual_ipaddress { 10.0.0.9 }
                    virtual_ipaddress_excluded { 10.0.0.10 }
                    track_script { up }
                }
                """);
        var haproxy = Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                    timeout client 5s
                    timeout server 5s
                    timeout connect 5s
                    default_backend b
                frontend all
                    bind *:80
                frontend its
                    bind 10.0.0.9:81
                frontend excluded
                    bind 10.0.0.10:82
                frontend local
                    bind 127.0.0.1:83
                backend b
                    server s 10.0.0.2:80 check
                """);
        var loaded =
                configuration(ConfigurationFiles.load(List.of(haproxy, keepalived), identity(List.of(keepalived))));
        assertThat(loaded.serves().get("web").frontends()).containsExactly("all", "its", "excluded");
    }

    private void convertedIsTheSame(List<Path> files) throws IOException {
        var copy = Files.createTempDirectory(folder, "files");
        copyAll(files.getFirst().getParent(), copy);
        var originals =
                files.stream().map(file -> copy.resolve(file.getFileName())).toList();
        var identity = identity(files);
        var conversion = ConfigurationFiles.convert(originals, identity);
        var converted = Files.writeString(copy.resolve("converted.conf"), conversion.hocon());
        var read = ConfigurationFiles.load(List.of(converted), identity);
        if (conversion.result() instanceof LoadResult.Broken broken) {
            // What is missing in it may be missed, but it can be read.
            assertThat(problems(read)).as(conversion.hocon()).noneMatch(problem -> problem.contains("syntax error"));
            assertThat(broken.problems()).isNotEmpty();
            return;
        }
        if (conversion.result().warnings().stream()
                .anyMatch(one -> one.toString().contains("does nothing"))) {
            // HAProxy starts with such a file; one of ours that is so is wrong.
            assertThat(problems(read)).singleElement().asString().contains("does nothing");
            return;
        }
        assertThat(problems(read)).as(conversion.hocon()).isEmpty();
        assertThat(configuration(read)).as(conversion.hocon()).isEqualTo(configuration(conversion.result()));
    }

    /** What is shown of it stands in the order of each file's lines, which are others. */
    private static Configuration configuration(LoadResult result) {
        var loaded = ((LoadResult.Loaded) result).configuration();
        return new Configuration(
                loaded.node(),
                loaded.proxy(),
                loaded.virtualRouters(),
                loaded.fixed(),
                loaded.clouds(),
                loaded.serves(),
                loaded.lifeline(),
                loaded.realTime(),
                loaded.stats(),
                loaded.runtime(),
                loaded.logTargets(),
                loaded.spans(),
                loaded.watch(),
                new FileWatch(List.of(), loaded.files().interval()),
                String.valueOf(inOneOrder(
                        ConfigFactory.parseString(loaded.shown()).root().unwrapped())),
                loaded.drain());
    }

    private static Object inOneOrder(Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                var sorted = new TreeMap<String, Object>();
                object.forEach((key, one) -> sorted.put((String) key, inOneOrder(one)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(ConversionTest::inOneOrder).toList();
            default -> value;
        };
    }

    private static List<String> problems(LoadResult result) {
        return result instanceof LoadResult.Broken broken
                ? broken.problems().stream().map(Object::toString).toList()
                : List.of();
    }

    /** The machine that a file of keepalived is for. */
    private static NodeIdentity identity(List<Path> files) throws IOException {
        var text = new StringBuilder();
        for (var file : files) {
            text.append(Files.readString(file)).append('\n');
        }
        var address = OWN_ADDRESS.matcher(text);
        var device = OWN_INTERFACE.matcher(text);
        var own = new InterfaceAddress(InetAddress.ofLiteral(address.find() ? address.group(1) : "192.168.1.110"), 24);
        return new NodeIdentity(
                null, "machine", List.of(new Interface(device.find() ? device.group(1) : "eth1", List.of(own))));
    }

    private static void copyAll(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.sorted(Comparator.naturalOrder()).toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void ownFilesAreNoPartOfWhatIsConverted() throws IOException {
        var own = Files.writeString(folder.resolve("lb.conf"), "stats { bind = \"127.0.0.1:8404\" }\n");
        var conversion = ConfigurationFiles.convert(List.of(own), NodeIdentity.of(null));
        assertThat(conversion.converted()).isEmpty();
        assertThat(conversion.hocon()).isEmpty();
        assertThat(conversion.own()).containsExactly(own.toString());
    }

    @Test
    void sectionsThatNameTheirDefaultsAreOfHaproxy() {
        for (var line : List.of(
                "defaults base",
                "defaults base from other",
                "defaults from base",
                "frontend f from base",
                "listen l *:80 from base")) {
            assertThat(ForeignFile.programOf(line + "\n    mode http\n"))
                    .as(line)
                    .isEqualTo(ForeignFile.Program.HAPROXY);
        }
        assertThat(ForeignFile.programOf("defaults {\n mode = http }\n")).isEqualTo(ForeignFile.Program.NONE);
        assertThat(ForeignFile.programOf("defaults\n{ mode = http }\n")).isEqualTo(ForeignFile.Program.NONE);
    }

    @Test
    void aFolderIsItsConfigurationsInOrder() throws IOException {
        Files.writeString(folder.resolve("20.cfg"), "");
        Files.writeString(folder.resolve("10.cfg"), "");
        Files.writeString(folder.resolve(".hidden.cfg"), "");
        Files.writeString(folder.resolve("other.conf"), "");
        Files.createDirectory(folder.resolve("30.cfg"));
        assertThat(GivenFiles.expanded(List.of(folder.resolve("other.conf"), folder)))
                .containsExactly(folder.resolve("other.conf"), folder.resolve("10.cfg"), folder.resolve("20.cfg"));
    }

    @Test
    void everyFileThatCannotBeReadIsTold() throws IOException {
        var good = Files.writeString(folder.resolve("lb.conf"), "stats { bind = \"127.0.0.1:8404\" }\n");
        var result = ConfigurationFiles.load(
                List.of(folder.resolve("a.cfg"), good, folder.resolve("b.cfg")), NodeIdentity.of(null));
        assertThat(problems(result))
                .containsExactly(
                        folder.resolve("a.cfg") + ": there is no such file",
                        folder.resolve("b.cfg") + ": there is no such file");
        assertThat(problems(ConfigurationFiles.load(
                        List.of(folder.resolve("a.cfg"), folder.resolve("b.cfg")), NodeIdentity.of(null))))
                .containsExactly(folder.resolve("a.cfg") + ": there is no such file");
    }
}
