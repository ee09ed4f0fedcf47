import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/** Writes {@code sha256sums} of the files that are delivered, as sha256sum(1) reads them; argument: their folder. */
final class Sums {
    private static final String DELIVERED = "{lb.jar,lb-*-linux-*.tar.gz,lb_*.deb,lb-*.cdx.json}";

    private Sums() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        TreeMap<String, String> sums = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, DELIVERED)) {
            for (Path file : files) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                sums.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        }
        StringBuilder lines = new StringBuilder();
        sums.forEach((name, sum) -> lines.append(sum).append("  ").append(name).append('\n'));
        Files.writeString(folder.resolve("sha256sums"), lines);
    }
}
