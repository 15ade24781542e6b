// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** Judges an array by what it holds, and lets primitives pass. */
final class ElementTypes {

    private ElementTypes() {}

    static DescribedPredicate<JavaClass> of(DescribedPredicate<? super JavaClass> allowed) {
        return DescribedPredicate.describe(allowed.getDescription(), type -> {
            JavaClass element = type.getBaseComponentType();
            return element.isPrimitive() || allowed.test(element);
        });
    }
}
