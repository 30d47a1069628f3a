"""List findings that occur together, and findings of which only one can be true.

A family is one trouble seen in several ways: a symptom and its sign, weakness and wasting of one
part of the body, a test and what it stands for. Its members are not independent proof. Girdles are
one family and hands and feet another because patients are often described by "proximal" or "distal"
alone. The basis is teaching judgement; no clinician has reviewed it. Imports no Django.
"""

FAMILIES: dict[str, tuple[str, ...]] = {
    "eyes": (
        "ptosis",
        "fatigable_ptosis",
        "ophthalmoparesis",
        "diplopia",
        "ice_pack_test",
        "third_nerve_signs",
        "good_levator",
        "proptosis_lid_retraction",
    ),
    "face and throat": (
        "dysphagia",
        "slurred_speech",
        "chewing_fatigue",
        "bulbar_weakness",
        "tongue_atrophy",
        "facial_weakness",
        "neck_weakness",
    ),
    "breathing": ("breathlessness", "reduced_vital_capacity"),
    "tiring": ("fatigable_weakness", "worse_evening"),
    "release at the junction": (
        "better_after_brief_exercise",
        "reflexes_recover",
        "cmap_facilitation",
        "vgcc_ab",
        "lung_tumour",
    ),
    "autonomic": ("pupil_abnormal", "dry_mouth", "autonomic_symptoms", "horner_signs"),
    "girdles": (
        "difficulty_stairs",
        "difficulty_overhead",
        "frequent_falls",
        "proximal_arm_weakness",
        "proximal_leg_weakness",
        "waddling_gait",
        "gowers_sign",
        "quadriceps_weakness",
        "scapular_winging",
        "beevor_sign",
        "proximal_atrophy",
    ),
    "hands and feet": (
        "difficulty_fine_hand",
        "distal_arm_weakness",
        "hand_intrinsic_atrophy",
        "finger_flexor_weakness",
        "extensor_weakness",
        "distal_leg_weakness",
        "foot_drop",
        "distal_leg_atrophy",
        "pes_cavus",
        "split_hand",
    ),
    "upper motor neuron": ("hyperreflexia", "babinski", "spasticity", "jaw_jerk_brisk"),
    "cord and cauda equina": (
        "sensory_level",
        "lhermitte_sign",
        "sphincter_trouble",
        "saddle_numbness",
        "mri_cord_compression",
        "mri_cord_lesion",
        "mri_cauda_compression",
        "mri_cervical_spondylosis",
    ),
    "attacks of the brain": ("relapsing_course", "mri_brain_demyelination"),
    "one side": ("hemiparesis", "cortical_signs", "brain_infarct"),
    "basal ganglia": ("bradykinesia_rigidity", "rest_tremor"),
    "effort": ("give_way_weakness", "hoover_sign"),
    "full power": ("normal_power", "tiredness_without_weakness"),
    "one root": (
        "radicular_pain",
        "dermatomal_loss",
        "root_specific_weakness",
        "focal_reflex_loss",
        "emg_one_root",
        "mri_root_compression",
    ),
    "one nerve": (
        "night_tingling",
        "compression_history",
        "nerve_territory_loss",
        "nerve_specific_weakness",
        "wrist_drop",
        "tinel_sign",
        "focal_slowing",
        "nerve_swelling",
        "gene_pmp22_del",
    ),
    "nerves one by one": ("multifocal_nerve_loss", "vasculitis_markers", "nerve_vasculitis"),
    "pain first": ("shoulder_pain_first", "severe_limb_pain"),
    "amyloid": ("amyloid_deposits", "gene_ttr"),
    "joint and tendon": (
        "pain_limited_weakness",
        "passive_movement_limited",
        "single_tendon_loss",
        "tendon_tear",
        "joint_arthritis",
    ),
    "girdles and arteries": (
        "morning_stiffness",
        "headache_scalp_jaw",
        "temporal_artery_tender",
        "esr_crp_raised",
    ),
    "sensation": (
        "paraesthesia",
        "distal_sensory_loss",
        "sensory_ataxia",
        "dissociated_sensory_loss",
        "low_snap",
    ),
    "skin and nerves": ("anaesthetic_patch", "enlarged_nerve"),
    "twitching": ("fasciculations", "tongue_fasciculations", "muscle_cramps"),
    "potassium": ("episodic_attacks", "low_potassium", "high_potassium", "gene_scn4a"),
    "skin and lungs": (
        "dm_rash",
        "mechanics_hands",
        "interstitial_lung_disease",
        "synthetase_ab",
        "perifascicular_atrophy",
        "mda5_rash",
        "mda5_ab",
    ),
    "creatine kinase": (
        "ck_raised",
        "ck_very_high",
        "statin_use",
        "imnm_ab",
        "necrotic_fibres",
        "dark_urine",
        "myoglobinuria",
    ),
    "fuel of muscle": (
        "exercise_intolerance",
        "second_wind",
        "flat_lactate",
        "gene_pygm",
        "gene_cpt2",
    ),
    "tests of nerve": ("emg_neurogenic", "fibre_type_grouping"),
    "tests of muscle": ("emg_myopathic", "dystrophic_change", "mri_muscle_fat"),
    "inclusions": ("rimmed_vacuoles", "ragged_red"),
    "dystrophin": ("calf_hypertrophy", "gene_dmd"),
    "tight joints": ("contractures", "rigid_spine", "gene_lmna_emd", "gene_col6"),
    "heart and blood": (
        "cardiac_involvement",
        "heart_block",
        "troponin_raised",
        "natriuretic_peptide_raised",
        "exertional_breathlessness_oedema",
        "haemoglobin_low",
    ),
    "myotonia": (
        "grip_myotonia",
        "percussion_myotonia",
        "warm_up",
        "cataract",
        "emg_myotonic",
        "long_thin_face",
        "gene_dmpk",
        "gene_cnbp",
        "gene_clcn1",
    ),
    "congenital myopathy": ("structural_myopathy", "gene_ryr1_acta1"),
    "too much acetylcholine": (
        "cholinergic_signs",
        "cholinergic_exposure",
        "low_cholinesterase",
        "repetitive_cmap",
    ),
    "magnesium": ("magnesium_load", "magnesium_raised"),
    "glucose": ("diabetes", "glucose_hba1c_raised"),
    "intensive care": ("critical_illness", "cmap_prolonged"),
    "transmission": ("rns_decrement", "sfemg_jitter", "pyridostigmine_response"),
    "thymus": ("achr_ab", "thymic_abnormality"),
    "myelin": ("ncs_slow", "conduction_block", "csf_protein", "gm1_ab"),
    "hormones": (
        "endocrine_features",
        "abnormal_thyroid_cortisol",
        "low_cortisol",
        "skin_darkening",
        "postural_hypotension",
    ),
    "androgen receptor": ("gynaecomastia", "gene_ar_cag"),
}
"""Members of each family. A finding that stands in none is alone."""

ALTERNATIVES: dict[str, tuple[str, ...]] = {
    "age": ("onset_childhood", "onset_after_50"),
    "tempo": ("acute_onset", "subacute_onset", "insidious_onset"),
    "spread": ("ascending_spread", "descending_spread"),
}
"""Findings of which at most one is true, so that to deny several says something of its own."""

EXPOSURES = (
    "statin_use",
    "critical_illness",
    "neurotoxic_drug",
    "cholinergic_exposure",
    "magnesium_load",
    "checkpoint_inhibitor",
)
"""What has to be told before some diseases are thought of: a drug, a poison, intensive care."""

UNTOLD = 0.2
"""How often an account leaves out an exposure that was there."""

AGE = "age"
CHILDHOOD_ENDS, AFTER = 16, 50
ONSET_FROM = (0, 2, 16, 30, 50, 70)
"""Age in years at which each band of age at the first symptom begins."""


def onset_says(age: float) -> dict[str, bool]:
    """Return what an age at the first symptom says of the two findings about it.

    age: years.
    """
    child, late = ALTERNATIVES[AGE]
    return {child: age < CHILDHOOD_ENDS, late: age >= AFTER}
