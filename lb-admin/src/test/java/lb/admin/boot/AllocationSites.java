package lb.admin.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Where the event loops allocate, as Flight Recorder has seen it from the making of this on. */
final class AllocationSites {
    private static final int FRAMES = 12;
    private static final int SITES = 8;

    private final Recording recording = new Recording();

    AllocationSites() {
        recording
                .enable("jdk.ObjectAllocationSample")
                .with("throttle", "1000/s")
                .withStackTrace();
        recording.start();
    }

    /** Ends the recording: those that allocated most, with their class and way. */
    List<String> top(Path folder) throws IOException {
        recording.stop();
        Path file = folder.resolve("allocation.jfr");
        recording.dump(file);
        recording.close();
        Map<String, Long> weights = new HashMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.hasField("weight")
                    && event.getThread() != null
                    && event.getThread().getJavaName().startsWith("lb-loop-")) {
                weights.merge(site(event), event.getLong("weight"), Long::sum);
            }
        }
        return weights.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SITES)
                .map(entry -> entry.getValue() + " bytes: " + entry.getKey())
                .toList();
    }

    private static String site(RecordedEvent event) {
        StringBuilder site = new StringBuilder(event.getClass("objectClass").getName());
        RecordedStackTrace stack = event.getStackTrace();
        if (stack != null) {
            stack.getFrames().stream()
                    .limit(FRAMES)
                    .forEach(frame -> site.append("\n    ")
                            .append(frame.getMethod().getType().getName())
                            .append('.')
                            .append(frame.getMethod().getName())
                            .append(':')
                            .append(frame.getLineNumber()));
        }
        return site.toString();
    }
}
