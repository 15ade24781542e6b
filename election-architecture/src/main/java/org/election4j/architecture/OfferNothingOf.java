// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** No type of the hidden kind in anything that other packages can name: supertypes, fields, parameters, results, exceptions. */
final class OfferNothingOf extends ArchCondition<JavaClass> {

    private final DescribedPredicate<JavaClass> hidden;

    OfferNothingOf(DescribedPredicate<JavaClass> hidden) {
        super("not offer types that " + hidden.getDescription());
        this.hidden = hidden;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isOffered(type)) {
            return;
        }
        Stream<JavaType> supertypes = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> declared = Stream.concat(supertypes, type.getTypeParameters().stream());
        report(type, type.getDescription(), declared.flatMap(OfferNothingOf::rawTypes), events);

        for (JavaMember member : type.getMembers()) {
            if (isOffered(member.getModifiers())) {
                report(type, member.getDescription(), typesOf(member), events);
            }
        }
    }

    private void report(JavaClass type, String where, Stream<JavaClass> used, ConditionEvents events) {
        used.map(JavaClass::getBaseComponentType)
                .filter(hidden)
                .distinct()
                .map(leak -> where + " offers " + leak.getDescription())
                .forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
    }

    private static Stream<JavaClass> typesOf(JavaMember member) {
        Stream<JavaClass> thrown = member instanceof JavaCodeUnit codeUnit
                ? codeUnit.getThrowsClause().getTypes().stream()
                : Stream.empty();
        return Stream.concat(member.getAllInvolvedRawTypes().stream(), thrown);
    }

    private static Stream<JavaClass> rawTypes(JavaType type) {
        return type.getAllInvolvedRawTypes().stream();
    }

    private static boolean isOffered(JavaClass type) {
        return isOffered(type.getModifiers())
                && type.getEnclosingClass().map(OfferNothingOf::isOffered).orElse(true);
    }

    private static boolean isOffered(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
