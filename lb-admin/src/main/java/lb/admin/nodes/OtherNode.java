package lb.admin.nodes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Another node as it is shown.
 *
 * @param name as in the configuration of this one
 * @param report what it last told; null where there is none, or an old one
 * @param age of the report
 * @param trouble why there is no newer one, a sentence; empty where the report is as new as can be
 */
public record OtherNode(String name, @Nullable NodeReport report, Duration age, String trouble) {}
