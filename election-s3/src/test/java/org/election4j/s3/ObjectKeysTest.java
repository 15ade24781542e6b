// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Identifiers;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.junit.jupiter.api.Test;

/** Where records are: readable, unambiguous, and harmless to every tool. */
class ObjectKeysTest {

    private final ObjectKeys keys = new ObjectKeys("app/leases/");

    private String of(String name) {
        return keys.of(new RecordKey.Election(name));
    }

    @Test
    void plain_names_stay_what_they_are() {
        assertThat(of("nightly-billing_2.v1")).isEqualTo("app/leases/election/nightly-billing_2.v1");
        assertThat(keys.of(RecordKey.STORE)).isEqualTo("app/leases/store");
        UUID id = UUID.randomUUID();
        assertThat(keys.of(new RecordKey.Session(id))).isEqualTo("app/leases/session/" + id);
    }

    @Test
    void other_characters_are_spelled_out() {
        assertThat(of("Wahl für alle")).isEqualTo("app/leases/election/Wahl!20f!C3!BCr!20alle");
        assertThat(of("a/b")).isEqualTo("app/leases/election/a!2Fb");
        assertThat(of("!2F")).isEqualTo("app/leases/election/!212F");
    }

    @Test
    void nothing_means_something_to_a_file_system() {
        assertThat(of(".")).isEqualTo("app/leases/election/!2E");
        assertThat(of("..")).isEqualTo("app/leases/election/!2E.");
        assertThat(of("../store")).doesNotContain("../");
    }

    @Test
    void a_folder_that_somebody_made_in_a_console_is_no_record() {
        InMemoryObjects objects = new InMemoryObjects();
        S3LeaseStore store = new S3LeaseStore(objects, S3Options.builder("any").build());
        Attempt attempt = Attempt.within(Duration.ofSeconds(20));
        assertThat(objects.put("election4j/election/", null, "", attempt)).isInstanceOf(Put.Stored.class);
        ListOutcome listed = store.list(RecordKind.ELECTION, attempt);
        assertThat(((ListOutcome.Listed) listed).records()).isEmpty();
    }

    @Test
    void a_copy_under_another_key_is_named_and_not_believed() {
        InMemoryObjects objects = new InMemoryObjects();
        S3LeaseStore store = new S3LeaseStore(objects, S3Options.builder("any").build());
        Attempt attempt = Attempt.within(Duration.ofSeconds(20));
        ElectionRecord record =
                new ElectionRecord("a", 1, new ElectionRecord.Free(), Instant.EPOCH, 0, "", UUID.randomUUID());
        objects.put("election4j/election/b", null, RecordCodec.encode(record), attempt);
        ReadOutcome outcome = store.read(new RecordKey.Election("b"), attempt);
        assertThat(((ReadOutcome.Unknown) outcome).cause())
                .hasMessageContaining("holds the record of object election4j/election/a; delete the copy");
    }

    @Test
    void the_longest_name_fits_and_so_does_each_part_of_its_key() {
        String longest = "\uD83D\uDDF3".repeat(Identifiers.MAX_BYTES / 4);
        String prefix = "p".repeat(ObjectKeys.MAX_PREFIX - 1) + "/";
        String key = new ObjectKeys(prefix).of(new RecordKey.Election(longest));
        assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1_024);
        assertThat(List.of(of(longest).split("/", -1)))
                .allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(200));
    }

    @Test
    void different_names_have_different_keys_and_none_is_a_folder_of_another() {
        Random random = new Random(4);
        String alphabet = "aA1!/. -_%2Fü\uD83D";
        Set<String> names = new HashSet<>();
        while (names.size() < 5_000) {
            StringBuilder name = new StringBuilder();
            int length = 1 + random.nextInt(90);
            for (int i = 0; i < length; i++) {
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                name.append(c == '\uD83D' ? "\uD83D\uDDF3" : String.valueOf(c));
            }
            if (!name.toString().isBlank() && name.toString().getBytes(StandardCharsets.UTF_8).length <= 200) {
                names.add(name.toString());
            }
        }
        Set<String> all = new HashSet<>();
        names.forEach(name -> all.add(of(name)));
        assertThat(all).hasSameSizeAs(names);
        for (String key : all) {
            for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
                assertThat(all).doesNotContain(key.substring(0, slash));
            }
        }
    }
}
